import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import type { ErrorDetail } from '#core/errors/coded_error'
import { E_FORBIDDEN, E_NOT_FOUND, E_VALIDATION } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import type { Actor, AuditEntry, Origin } from '#core/security/types'
import type { AuditSink } from '#core/records/ports'
import type { Reads } from '#core/records/reads'
import type { Filter, Sort } from '#core/records/types'

export interface SavedViewColumn {
  path: string
  width?: number
}
export interface SavedView {
  id: number
  entity: string
  label: string
  columns: SavedViewColumn[]
  filter: Filter | null
  sort: Sort[]
  shared: boolean
  /** Whether the reader may change it. */
  mine: boolean
}

interface Stored {
  id: number
  entity: string
  label: string
  owner_id: number
  shared: boolean | number
  content: string
}
type Content = Pick<SavedView, 'columns' | 'filter' | 'sort'>
type Input = Omit<SavedView, 'id' | 'mine'>

/** Who may share views with everybody, and change the shared ones of others. */
export const SHARE_VIEWS = 'core.share_views'
const MAX_PER_USER = 500

interface Parts {
  db: DatabaseConnections
  reads: Pick<Reads, 'query'>
  audit: AuditSink
  now: () => Date
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** Checks the shape; what the query says is checked by the query compiler. */
function readInput(body: Record<string, unknown>): Input {
  const issues: ErrorDetail[] = []
  const label = text(body.label)
  if (label === '') issues.push({ path: 'label', code: 'E_REQUIRED' })
  if (label.length > 120) {
    issues.push({ path: 'label', code: 'E_TEXT_TOO_LONG', params: { max: 120 } })
  }
  const columns: SavedViewColumn[] = []
  const given: unknown[] = Array.isArray(body.columns) ? body.columns.slice(0, 200) : []
  given.forEach((item, index) => {
    const column = item as { path?: unknown; width?: unknown } | null
    if (typeof column?.path !== 'string') {
      issues.push({ path: `columns.${index}`, code: 'E_QUERY_PATH' })
      return
    }
    const width = typeof column.width === 'number' ? Math.round(column.width) : undefined
    columns.push(width === undefined ? { path: column.path } : { path: column.path, width })
  })
  if (columns.length === 0) issues.push({ path: 'columns', code: 'E_REQUIRED' })
  if (issues.length > 0) throw new E_VALIDATION({}, issues)
  return {
    entity: text(body.entity),
    label,
    columns,
    filter: (body.filter ?? null) as Filter | null,
    sort: (Array.isArray(body.sort) ? body.sort : []) as Sort[],
    shared: body.shared === true,
  }
}

/** Lists that people keep for themselves or share. A view holds a query, never records: reading it applies the reader's rights. */
export class SavedViews {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async list(actor: Actor, entity?: string): Promise<SavedView[]> {
    const query = this.#parts.db
      .read<Stored>('saved_views')
      .where((own) => own.where('owner_id', actor.userId).orWhere('shared', true))
      .orderBy('label')
      .orderBy('id')
    if (entity !== undefined) query.where('entity', entity)
    const rows: Stored[] = await query
    return rows
      .filter((row) => actor.access.depth(row.entity, 'read') !== 'none')
      .map((row) => this.#view(actor, row))
  }

  #view(actor: Actor, row: Stored): SavedView {
    const content = JSON.parse(row.content) as Content
    const { id, entity, label } = row
    return {
      id,
      entity,
      label,
      ...content,
      shared: Boolean(row.shared),
      mine: mayChange(actor, row),
    }
  }

  /** Runs the view's query for one row: a field that its maker may not use is refused like in any query. */
  async #check(actor: Actor, view: Input): Promise<void> {
    await this.#parts.reads.query(actor, {
      entity: view.entity,
      select: view.columns.map(({ path }) => path),
      ...(view.filter ? { filter: view.filter } : {}),
      sort: view.sort,
      limit: 1,
    })
  }

  async create(actor: Actor, origin: Origin, body: Record<string, unknown>): Promise<SavedView> {
    const input = readInput(body)
    if (input.shared) requireSharing(actor)
    await this.#check(actor, input)
    const { db } = this.#parts
    const row = { ...this.#row(input), owner_id: actor.userId }
    const id = await db.write.transaction(async (trx) => {
      await this.#requireRoom(trx, actor)
      const [made] = await trx<Stored>('saved_views').insert(row).returning('id')
      if (input.shared) await this.#tell(trx, actor, origin, 'view.shared', input)
      return Number(typeof made === 'object' ? made.id : made)
    })
    return this.#view(actor, { ...row, id })
  }

  async #requireRoom(trx: Knex.Transaction, actor: Actor): Promise<void> {
    const [found] = await trx('saved_views').where('owner_id', actor.userId).count({ n: 'id' })
    if (Number(found?.n ?? 0) < MAX_PER_USER) return
    throw new E_VALIDATION({}, [
      { path: '', code: 'E_TOO_MANY_VIEWS', params: { max: MAX_PER_USER } },
    ])
  }

  #row(input: Input) {
    const { entity, label, columns, filter, sort, shared } = input
    const content = JSON.stringify({ columns, filter, sort } satisfies Content)
    return { entity, label, shared, content, updated_at: this.#parts.now().toISOString() }
  }

  async update(
    actor: Actor,
    origin: Origin,
    id: number,
    body: Record<string, unknown>
  ): Promise<SavedView> {
    const stored = await this.#mine(actor, id)
    const content = JSON.parse(stored.content) as Content
    const former = { label: stored.label, shared: Boolean(stored.shared), ...content }
    const input = readInput({ ...former, ...body, entity: stored.entity })
    if (input.shared || former.shared) requireSharing(actor)
    await this.#check(actor, input)
    const row = this.#row(input)
    await this.#parts.db.write.transaction(async (trx) => {
      await trx('saved_views').where('id', id).update(row)
      if (input.shared || former.shared) await this.#tell(trx, actor, origin, 'view.changed', input)
    })
    return this.#view(actor, { ...stored, ...row })
  }

  async remove(actor: Actor, origin: Origin, id: number): Promise<void> {
    const stored = await this.#mine(actor, id)
    if (stored.shared) requireSharing(actor)
    await this.#parts.db.write.transaction(async (trx) => {
      await trx('saved_views').where('id', id).delete()
      if (stored.shared) await this.#tell(trx, actor, origin, 'view.removed', stored)
    })
  }

  async #mine(actor: Actor, id: number): Promise<Stored> {
    const stored = await this.#parts.db.read<Stored>('saved_views').where('id', id).first()
    const visible = stored && (stored.owner_id === actor.userId || Boolean(stored.shared))
    if (!stored || !visible) throw new E_NOT_FOUND({})
    if (!mayChange(actor, stored)) throw new E_FORBIDDEN({ what: SHARE_VIEWS })
    return stored
  }

  /** What many people see is audited; what one keeps for oneself is not. */
  #tell(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    action: string,
    view: Pick<Stored, 'entity' | 'label'>
  ): Promise<void> {
    const entry: AuditEntry = {
      at: this.#parts.now(),
      actorId: actor.userId,
      actorName: actor.name,
      address: origin.address,
      channel: origin.channel,
      action,
      details: { entity: view.entity, label: view.label } as Json,
    }
    return this.#parts.audit.append(trx, [entry])
  }
}

function mayChange(actor: Actor, row: Pick<Stored, 'owner_id'>): boolean {
  return row.owner_id === actor.userId || actor.access.can(SHARE_VIEWS)
}

function requireSharing(actor: Actor): void {
  if (!actor.access.can(SHARE_VIEWS)) throw new E_FORBIDDEN({ what: SHARE_VIEWS })
}
