import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import { E_FORBIDDEN, E_NOT_FOUND, E_UNKNOWN_ENTITY, E_VALIDATION } from '#core/errors/errors'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata, Json } from '#core/metadata/types'
import { visibleContent, type Sight } from '#core/metadata/visible_views'
import type { Actor, AuditEntry, Origin } from '#core/security/types'
import type { AuditSink } from '#core/records/ports'
import type { Reads } from '#core/records/reads'
import {
  checkSavedPresentation,
  contentOf,
  readSavedView,
  type SavedViewAudience,
  type SavedViewInput,
} from '#core/records/saved_view_input'

export interface SavedView extends SavedViewInput {
  id: number
  /** Whether the reader may change it. */
  mine: boolean
  /** Asks for a field that its owner may no longer filter by: it shows nothing until it is changed. */
  broken?: boolean
}

interface Stored {
  id: number
  entity: string
  label: string
  owner_id: number
  shared: boolean | number
  content: string
}
type Content = Omit<SavedViewInput, 'entity' | 'label' | 'shared' | 'audience'> & {
  /** Absent in views of before audiences. */
  audience?: SavedViewAudience
}

/** Who may share views with everybody, and change the shared ones of others. */
export const SHARE_VIEWS = 'core.share_views'
const MAX_PER_USER = 500

interface Parts {
  db: DatabaseConnections
  metadata: { current(): EffectiveMetadata }
  types: FieldTypes
  reads: Pick<Reads, 'query'>
  audit: AuditSink
  now: () => Date
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
      .filter((row) => isFor(actor, row))
      .flatMap((row) => this.#shown(actor, row))
  }

  /** What the reader may see of it; a view of one's own stays in sight, so that it can be mended or removed. */
  #shown(actor: Actor, row: Stored): SavedView[] {
    const view = this.#view(actor, row)
    const sight = { metadata: this.#parts.metadata.current(), access: actor.access }
    const visible = visibleContent(sight, row.entity, view)
    if (visible) return [visible]
    const rest = view.mine ? visibleContent(sight, row.entity, { ...view, filter: null }) : null
    return rest ? [{ ...rest, broken: true }] : []
  }

  #view(actor: Actor, row: Stored): SavedView {
    const { audience, ...content } = contentIn(row)
    const { id, entity, label } = row
    return {
      id,
      entity,
      label,
      ...content,
      shared: Boolean(row.shared),
      audience,
      mine: mayChange(actor, row),
    }
  }

  /**
   * Checks the settings, then runs the view's query for one row: a field that its maker may not use is refused like in any query.
   */
  async #check(actor: Actor, view: SavedViewInput): Promise<void> {
    const { metadata, types } = this.#parts
    const current = metadata.current()
    const entity = current.entity.get(view.entity)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: view.entity })
    checkSavedPresentation(view, entity, current, types)
    if (view.audience.roles?.some((role) => !current.role.has(role))) {
      throw new E_VALIDATION({}, [{ path: 'audience', code: 'E_VIEW_AUDIENCE' }])
    }
    await this.#parts.reads.query(actor, {
      entity: view.entity,
      select: view.columns.map(({ path }) => path),
      ...(view.filter ? { filter: view.filter } : {}),
      sort: view.sort,
      limit: 1,
    })
    requireSight({ metadata: current, access: actor.access }, view)
  }

  async create(actor: Actor, origin: Origin, body: Record<string, unknown>): Promise<SavedView> {
    const input = readSavedView(body)
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

  #row(input: SavedViewInput) {
    const { entity, label, shared } = input
    const content = JSON.stringify(contentOf(input) satisfies Content)
    return { entity, label, shared, content, updated_at: this.#parts.now().toISOString() }
  }

  async update(
    actor: Actor,
    origin: Origin,
    id: number,
    body: Record<string, unknown>
  ): Promise<SavedView> {
    const stored = await this.#mine(actor, id)
    const former = { label: stored.label, shared: Boolean(stored.shared), ...contentIn(stored) }
    /** A body of before audiences says `shared` alone; then it speaks of everyone. */
    const audience = 'shared' in body && !('audience' in body) ? { audience: undefined } : {}
    const input = readSavedView({ ...former, ...audience, ...body, entity: stored.entity })
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
    const keeper = stored && Boolean(stored.shared) && actor.access.can(SHARE_VIEWS)
    const visible = stored && (keeper || isFor(actor, stored))
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

function contentIn(row: Pick<Stored, 'content' | 'shared'>) {
  const { audience, ...content } = JSON.parse(row.content) as Content
  const kind = row.shared ? ('everyone' as const) : ('personal' as const)
  return { ...content, audience: audience ?? { kind } }
}

/** Whether a view is for somebody: one's own, or shared with everyone, with one's roles, by name or by team. */
function isFor(actor: Actor, row: Stored): boolean {
  if (row.owner_id === actor.userId) return true
  if (!row.shared) return false
  const { kind, users = [], teams = [], roles = [] } = contentIn(row).audience
  if (kind === 'people') {
    return users.includes(actor.userId) || teams.some((team) => actor.teamIds.includes(team))
  }
  if (kind === 'roles') return roles.some((role) => actor.roles.includes(role))
  return kind === 'everyone'
}

/** Everything that would be left out when the view is read back: its maker hears of it instead. */
function requireSight(sight: Sight, view: SavedViewInput): void {
  const { entity } = view
  const visible = visibleContent(sight, entity, view)
  const same = visible !== null && JSON.stringify(visible) === JSON.stringify(view)
  if (!same) throw new E_FORBIDDEN({ what: entity })
}

function mayChange(actor: Actor, row: Pick<Stored, 'owner_id'>): boolean {
  return row.owner_id === actor.userId || actor.access.can(SHARE_VIEWS)
}

function requireSharing(actor: Actor): void {
  if (!actor.access.can(SHARE_VIEWS)) throw new E_FORBIDDEN({ what: SHARE_VIEWS })
}
