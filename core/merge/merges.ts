import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import {
  E_FIELD_FORBIDDEN,
  E_FORBIDDEN,
  E_NOT_FOUND,
  E_STALE_VERSION,
  E_UNKNOWN_ENTITY,
  E_UNKNOWN_FIELD,
} from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import { keptByDefault, valuesByDefault } from '#core/merge/merge_choice'
import { E_MERGE_NOT_POSSIBLE, E_MERGE_RECORDS, E_MERGE_UNDO } from '#core/merge/errors'
import { moveLinks, restoreLinks, type LinkParts, type MovedLink } from '#core/merge/merge_links'
import type { Statements } from '#core/records/execution/statements'
import type { FieldValues } from '#core/records/hooks'
import type { AuditSink, MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { sameValue, type EntityModel } from '#core/records/writing/entity_model'
import { entryOf } from '#core/records/writing/journal'
import type { Loaded } from '#core/records/writing/row_loader'
import type { WriteContext } from '#core/records/writing/write_context'
import type { Actor, Origin } from '#core/security/types'

/** Records merged at once. */
const MOST = 10
const UNDO_DAYS = 30
const DAY_MS = 86_400_000
const LINKS_PER_INSERT = 200
/** They stand for more than their values: sessions, memberships, the tree. */
const IDENTITY = new Set(['user', 'unit', 'team'])

export interface MergeInput {
  keep: { id: number; version: number }
  merge: { id: number; version: number }[]
  /** For each field the record whose value is kept; absent: the kept record's own. */
  values: Record<string, number>
}
export interface MergeProposal {
  records: RecordRow[]
  /** Fields whose values differ, in the order of the entity. */
  fields: string[]
  keep: number
  values: Record<string, number>
}
export interface MergeView {
  batch: string
  mergedIds: number[]
  mergedAt: string
  undoUntil: string
}

interface MergeRow {
  id: number
  entity: string
  kept_id: number
  merged_id: number
  batch: string
  merged_at: string
  undone_at: string | null
  changes: string
}
type Changes = Record<string, { from: Json; to: Json }>

interface Parts extends LinkParts {
  db: DatabaseConnections
  metadata: MetadataSource
  statements: Statements
  records: Records
  audit: AuditSink
  now: () => Date
}

/**
 * Makes one record of several: values chosen field by field, every link moved, the others deleted with a pointer to the one that
 * stays. All in one transaction; undone the same way while it is not too long ago.
 */
export class Merges {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What to choose from, read as the actor, with the choice that suggests itself. */
  async propose(actor: Actor, entity: string, ids: readonly number[]): Promise<MergeProposal> {
    const model = this.#model(actor, entity)
    this.#checkIds(ids)
    const visible = model.list
      .map(({ name }) => name)
      .filter((name) => actor.access.field(entity, name) !== 'none')
    const page = await this.#parts.records.query(actor, {
      entity,
      select: ['id', 'updated_at', 'created_at', 'owner_id', ...visible],
      filter: { path: 'id', op: 'in', value: [...ids] },
      limit: MOST,
    })
    if (page.rows.length !== ids.length) throw new E_NOT_FOUND({ what: entity })
    const records = ids.map((id) => page.rows.find((row) => row.id === id) as RecordRow)
    const candidates = records.map((row) => ({
      id: row.id,
      updatedAt: String(row.updated_at),
      values: row as unknown as Record<string, Json>,
    }))
    const chosen = visible.filter((name) => actor.access.field(entity, name) === 'write')
    const keep = keptByDefault(candidates, chosen)
    const differing = visible.filter((name) => {
      const [first, ...rest] = candidates.map(({ values }) => values[name])
      return rest.some((value) => !sameValue(first, value))
    })
    const values = valuesByDefault(
      candidates,
      differing.filter((name) => chosen.includes(name)),
      keep
    )
    return { records, fields: differing, keep, values }
  }

  /** @throws E_NOT_FOUND, E_FORBIDDEN, E_FIELD_FORBIDDEN, E_STALE_VERSION, E_MERGE_NOT_POSSIBLE, E_VALIDATION */
  async merge(
    actor: Actor,
    origin: Origin,
    entity: string,
    input: MergeInput
  ): Promise<{ id: number; batch: string; links: number }> {
    const model = this.#model(actor, entity)
    const all = [input.keep, ...input.merge]
    this.#checkIds(all.map(({ id }) => id))
    return this.#inside(actor, origin, async (context) => {
      const loaded = await this.#admit(context, model, all)
      const kept = loaded.get(input.keep.id) as Loaded
      const values = this.#chosen(actor, model, loaded, kept, input.values)
      const except = new Set(all.map(({ id }) => id))
      const batch = randomUUID()
      let links = 0
      const moved = new Map<number, MovedLink[]>()
      for (const { id } of input.merge) {
        const leads = { entity, from: id, to: kept.id }
        const found = await moveLinks(context, leads, except, this.#parts)
        moved.set(id, found)
        links += found.length
      }
      /** First gone, then changed: a unique value may go over. Read again, since hooks of moved links may have written. */
      const fresh = await this.#parts.loader.load(context, model, [...except], 'delete')
      const merged = input.merge.map(({ id }) => fresh.get(id) as Loaded)
      await this.#parts.writer.setDeleted(context, model, merged, true)
      const now = await this.#reload(context, model, kept.id)
      const changes = this.#changes(now, values)
      await this.#parts.writer.update(context, model, [{ loaded: now, values }])
      await this.#remember(context, entity, kept.id, batch, input, moved, changes)
      await this.#parts.audit.append(context.trx, [
        entryOf(context, 'record.merged', entity, kept.id, {
          changes,
          details: { batch, merged: input.merge.map(({ id }) => id), links },
        }),
        ...input.merge.map(({ id }) =>
          entryOf(context, 'record.merged_into', entity, id, { details: { batch, into: kept.id } })
        ),
      ])
      return { id: kept.id, batch, links }
    })
  }

  /** Where a merged record has gone: the record that stays now, if the actor may read it. Null for any other. */
  async mergedInto(actor: Actor, entity: string, id: number): Promise<number | null> {
    let at = id
    for (let turn = 0; turn < MOST; turn += 1) {
      const row: { kept_id: number } | undefined = await this.#parts.db
        .read('record_merges')
        .where({ entity, merged_id: at })
        .whereNull('undone_at')
        .orderBy('id', 'desc')
        .first('kept_id')
      if (!row) break
      at = Number(row.kept_id)
    }
    if (at === id) return null
    try {
      await this.#parts.records.get(actor, entity, at, { select: ['id'] })
      return at
    } catch (error) {
      if (error instanceof E_NOT_FOUND) return null
      throw error
    }
  }

  /** Merges into a record that can still be undone, newest first. */
  async of(actor: Actor, entity: string, id: number): Promise<MergeView[]> {
    await this.#parts.records.get(actor, entity, id, { select: ['id'] })
    const since = new Date(this.#parts.now().getTime() - UNDO_DAYS * DAY_MS).toISOString()
    const rows: MergeRow[] = await this.#parts.db
      .read('record_merges')
      .where({ entity, kept_id: id })
      .whereNull('undone_at')
      .where('merged_at', '>', since)
      .orderBy('id', 'desc')
    return [...Map.groupBy(rows, ({ batch }) => batch)].map(([batch, group]) => {
      const mergedAt = group[0]?.merged_at ?? ''
      return {
        batch,
        mergedIds: group.map((row) => Number(row.merged_id)).sort((a, b) => a - b),
        mergedAt,
        undoUntil: new Date(Date.parse(mergedAt) + UNDO_DAYS * DAY_MS).toISOString(),
      }
    })
  }

  /**
   * Undoes a merge. What was changed since stays as it is and is answered.
   * @throws E_MERGE_UNDO, E_NOT_FOUND, E_FORBIDDEN
   */
  async undo(
    actor: Actor,
    origin: Origin,
    batch: string
  ): Promise<{ id: number; restored: number[]; links: MovedLink[]; fields: string[] }> {
    return this.#inside(actor, origin, async (context) => {
      const { trx, now } = context
      const rows: MergeRow[] = await trx('record_merges')
        .where({ batch })
        .whereNull('undone_at')
        .orderBy('id')
      const [first] = rows
      if (!first) throw new E_MERGE_UNDO()
      if (Date.parse(first.merged_at) < now.getTime() - UNDO_DAYS * DAY_MS) throw new E_MERGE_UNDO()
      const { entity } = first
      const keptId = Number(first.kept_id)
      const model = this.#model(actor, entity)
      const mergedIds = rows.map((row) => Number(row.merged_id))
      await this.#admitUndo(context, model, keptId, mergedIds)
      const changes = JSON.parse(first.changes) as Changes
      const fields = await this.#revert(context, model, keptId, changes)
      const merged = await this.#parts.loader.load(context, model, mergedIds, 'delete')
      await this.#parts.writer.setDeleted(context, model, [...merged.values()], false)
      const left: MovedLink[] = []
      for (const row of rows) {
        const moved = await movedLinks(trx, row.id)
        const leads = { entity, from: Number(row.merged_id), to: keptId }
        left.push(...(await restoreLinks(context, leads, moved, this.#parts)))
      }
      await trx('record_merges').where({ batch }).update({ undone_at: now.toISOString() })
      await this.#parts.audit.append(trx, [
        entryOf(context, 'record.merge_undone', entity, keptId, {
          details: { batch, restored: mergedIds, left: left.length, fields },
        }),
      ])
      return { id: keptId, restored: mergedIds, links: left, fields }
    })
  }

  #model(actor: Actor, name: string): EntityModel {
    const model = this.#parts.models.get(this.#parts.metadata.current(), name)
    if (!model) throw new E_UNKNOWN_ENTITY({ entity: name })
    for (const privilege of ['read', 'update', 'delete'] as const) {
      if (actor.access.depth(name, privilege) === 'none') {
        throw new E_FORBIDDEN({ what: `${name}.${privilege}` })
      }
    }
    if (model.definition.systemManaged || IDENTITY.has(name)) {
      throw new E_MERGE_NOT_POSSIBLE({ entity: name })
    }
    return model
  }

  #checkIds(ids: readonly number[]): void {
    if (ids.length < 2 || ids.length > MOST || new Set(ids).size !== ids.length) {
      throw new E_MERGE_RECORDS({ max: MOST })
    }
  }

  #inside<T>(
    actor: Actor,
    origin: Origin,
    work: (context: WriteContext) => Promise<T>
  ): Promise<T> {
    const { db, statements, metadata, now } = this.#parts
    return db.write.transaction((trx: Knex.Transaction) =>
      statements.use(trx, (session) =>
        work({ actor, origin, now: now(), trx, session, metadata: metadata.current() })
      )
    )
  }

  /** Both updating and deleting must reach every record, as it is known to the person. */
  async #admit(
    context: WriteContext,
    model: EntityModel,
    all: readonly { id: number; version: number }[]
  ): Promise<Map<number, Loaded>> {
    const ids = all.map(({ id }) => id)
    const updatable = await this.#parts.loader.load(context, model, ids, 'update')
    const deletable = await this.#parts.loader.load(context, model, ids, 'delete')
    for (const { id, version } of all) {
      const loaded = updatable.get(id)
      if (!loaded || !loaded.readable || loaded.deleted) throw new E_NOT_FOUND({ what: model.name })
      if (!loaded.allowed) throw new E_FORBIDDEN({ what: `${model.name}.update` })
      if (!deletable.get(id)?.allowed) throw new E_FORBIDDEN({ what: `${model.name}.delete` })
      if (loaded.version !== version) throw new E_STALE_VERSION({ current: loaded.version })
    }
    return updatable
  }

  async #admitUndo(
    context: WriteContext,
    model: EntityModel,
    keptId: number,
    mergedIds: readonly number[]
  ): Promise<void> {
    const ids = [keptId, ...mergedIds]
    const updatable = await this.#parts.loader.load(context, model, ids, 'update')
    const deletable = await this.#parts.loader.load(context, model, ids, 'delete')
    if (!updatable.get(keptId)?.readable) throw new E_NOT_FOUND({ what: model.name })
    if (ids.some((id) => !updatable.get(id)?.allowed || !deletable.get(id)?.allowed)) {
      throw new E_FORBIDDEN({ what: `${model.name}.update` })
    }
    const asBefore =
      updatable.get(keptId)?.deleted === false &&
      mergedIds.every((id) => updatable.get(id)?.deleted === true)
    if (!asBefore) throw new E_MERGE_UNDO()
  }

  /** The values to write to the kept record: of other records, by fields that the actor may write. */
  #chosen(
    actor: Actor,
    model: EntityModel,
    loaded: ReadonlyMap<number, Loaded>,
    kept: Loaded,
    choice: Readonly<Record<string, number>>
  ): FieldValues {
    const values: FieldValues = {}
    for (const [name, source] of Object.entries(choice)) {
      const params = { entity: model.name, field: name }
      if (!model.fields.has(name)) throw new E_UNKNOWN_FIELD(params)
      const from = loaded.get(source)
      if (!from) throw new E_MERGE_RECORDS({ max: MOST })
      if (source === kept.id) continue
      const value = from.values[name] ?? null
      if (sameValue(value, kept.values[name])) continue
      if (actor.access.field(model.name, name) !== 'write') throw new E_FIELD_FORBIDDEN(params)
      /** A look-up from the kept record to a merged one would lead to itself. */
      const itself = model.fields.get(name)?.definition
      const loops = itself?.type === 'lookup' && itself.target === model.name && value === kept.id
      values[name] = loops ? null : value
    }
    return values
  }

  async #reload(context: WriteContext, model: EntityModel, id: number): Promise<Loaded> {
    const found = await this.#parts.loader.load(context, model, [id], 'update')
    const row = found.get(id)
    if (!row) throw new E_NOT_FOUND({ what: model.name })
    return row
  }

  #changes({ values: before }: Loaded, values: FieldValues): Changes {
    return Object.fromEntries(
      Object.entries(values).map(([name, to]) => [name, { from: before[name] ?? null, to }])
    )
  }

  async #remember(
    context: WriteContext,
    entity: string,
    keptId: number,
    batch: string,
    input: MergeInput,
    moved: ReadonlyMap<number, readonly MovedLink[]>,
    changes: Changes
  ): Promise<void> {
    const { trx, actor, now } = context
    for (const [place, { id }] of input.merge.entries()) {
      const [row] = await trx('record_merges').insert(
        {
          entity,
          kept_id: keptId,
          merged_id: id,
          batch,
          merged_by: actor.userId,
          merged_at: now.toISOString(),
          changes: JSON.stringify(place === 0 ? changes : {}),
        },
        ['id']
      )
      const mergeId = Number((row as { id: number }).id)
      const links = (moved.get(id) ?? []).map((link) => ({
        merge_id: mergeId,
        entity: link.entity,
        field: link.field,
        record_id: link.recordId,
        both: link.both === true,
      }))
      for (let start = 0; start < links.length; start += LINKS_PER_INSERT) {
        await trx('record_merge_links').insert(links.slice(start, start + LINKS_PER_INSERT))
      }
    }
  }

  /** Puts back what the merge changed, where nobody has changed it since; answers the other fields. */
  async #revert(
    context: WriteContext,
    model: EntityModel,
    id: number,
    changes: Changes
  ): Promise<string[]> {
    const kept = await this.#reload(context, model, id)
    const values: FieldValues = {}
    const left: string[] = []
    for (const [name, { from, to }] of Object.entries(changes)) {
      if (!model.fields.has(name)) continue
      if (sameValue(kept.values[name], to)) values[name] = from
      else left.push(name)
    }
    await this.#parts.writer.update(context, model, [{ loaded: kept, values }])
    return left
  }
}

async function movedLinks(trx: Knex.Transaction, mergeId: number): Promise<MovedLink[]> {
  const links: { entity: string; field: string; record_id: number; both: unknown }[] = await trx(
    'record_merge_links'
  )
    .where('merge_id', mergeId)
    .orderBy('id')
  return links.map(({ entity, field, record_id: recordId, both }) => ({
    entity,
    field,
    recordId: Number(recordId),
    ...(both ? { both: true } : {}),
  }))
}
