import type { Json } from '#core/metadata/types'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { DatabaseConnections } from '#core/database/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Actor } from '#core/security/types'
import type { MetadataSource } from '#core/records/ports'
import type { Reads } from '#core/records/reads'
import { fieldOf, isSystemField } from '#core/records/system_fields'
import type { RecordValue, Reference } from '#core/records/types'
import type { Changes } from '#core/records/writing/journal'

export interface HistoryItem {
  /** Place in the audit: rises with time. */
  seq: number
  at: string
  by: Reference
  action: 'created' | 'updated' | 'deleted' | 'restored'
  changes: { field: string; from: RecordValue; to: RecordValue }[]
}

interface Stored {
  seq: number
  at: string
  actor_id: number
  actor_name: string
  action: string
  changes: string | null
}

interface Parts {
  db: DatabaseConnections
  metadata: MetadataSource
  types: FieldTypes
  reads: Reads
}

/**
 * The history of a record, read from the audit: one store, so that what people see and what is proven cannot differ. Fields
 * that the reader may not see are left out, sensitive ones masked, links to records out of scope without their label.
 */
export class History {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Newest first. Throws E_NOT_FOUND for a record that the actor may not read. `before` is a `seq`. */
  async of(
    actor: Actor,
    entity: string,
    id: number,
    options: { before?: number; limit?: number } = {}
  ): Promise<HistoryItem[]> {
    const { db, reads } = this.#parts
    await this.#requireReadable(actor, entity, id, reads)
    const query = db
      .read('audit_log')
      .where({ entity, record_id: id })
      .whereIn('action', ['record.created', 'record.updated', 'record.deleted', 'record.restored'])
      .orderBy('seq', 'desc')
      .limit(options.limit ?? 200)
      .select('seq', 'at', 'actor_id', 'actor_name', 'action', 'changes')
    if (options.before !== undefined) query.where('seq', '<', options.before)
    const rows: Stored[] = await query
    return this.#items(actor, entity, rows)
  }

  async #requireReadable(actor: Actor, entity: string, id: number, reads: Reads): Promise<void> {
    const recycled = actor.access.depth(entity, 'delete') !== 'none'
    const page = await reads.query(actor, {
      entity,
      select: ['id'],
      filter: { path: 'id', op: 'eq', value: id },
      limit: 1,
      deleted: recycled ? 'include' : 'exclude',
    })
    if (page.rows.length === 0) throw new E_NOT_FOUND({ what: entity })
  }

  async #items(actor: Actor, entity: string, rows: readonly Stored[]): Promise<HistoryItem[]> {
    const parsed = rows.map((row) => JSON.parse(row.changes ?? '{}') as Changes)
    const labels = await this.#labels(actor, entity, parsed)
    const people = actor.access.depth('user', 'read') !== 'none'
    return rows.map((row, index) => ({
      seq: Number(row.seq),
      at: row.at,
      by: { id: Number(row.actor_id), label: people ? row.actor_name : null },
      action: row.action.replace('record.', '') as HistoryItem['action'],
      changes: Object.entries(parsed[index] ?? {}).flatMap(([field, { from, to }]) => {
        const shown = this.#reader(actor, entity, field, labels)
        return shown ? [{ field, from: shown(from), to: shown(to) }] : []
      }),
    }))
  }

  /** How values of a field are shown to the actor; null where they are not. */
  #reader(
    actor: Actor,
    entity: string,
    name: string,
    labels: ReadonlyMap<string, string | null>
  ): ((value: Json) => RecordValue) | null {
    const { metadata, types } = this.#parts
    const definition = metadata.current().entity.get(entity)
    const field = definition ? fieldOf(definition, name) : undefined
    if (!field) return null
    const level = isSystemField(name) ? 'read' : actor.access.field(entity, name)
    if (level === 'none') return null
    const type = types.get(field.type)
    if (level === 'masked') return (value) => type.mask(value)
    if (field.type === 'lookup') {
      return (value) =>
        value === null
          ? null
          : { id: Number(value), label: labels.get(`${field.target}:${Number(value)}`) ?? null }
    }
    return (value) => value
  }

  async #labels(
    actor: Actor,
    entity: string,
    changes: readonly Changes[]
  ): Promise<Map<string, string | null>> {
    const metadata = this.#parts.metadata.current()
    const definition = metadata.entity.get(entity)
    const ids = new Map<string, Set<number>>()
    for (const [name, { from, to }] of changes.flatMap((change) => Object.entries(change))) {
      const field = definition ? fieldOf(definition, name) : undefined
      if (field?.type !== 'lookup') continue
      const set = ids.get(field.target) ?? new Set<number>()
      for (const value of [from, to]) if (typeof value === 'number') set.add(value)
      ids.set(field.target, set)
    }
    const labels = new Map<string, string | null>()
    for (const [target, wanted] of ids) {
      for (const [id, label] of await labelsOf(this.#parts, actor, target, [...wanted])) {
        labels.set(`${target}:${id}`, label)
      }
    }
    return labels
  }
}

/** Titles of records by id; those out of scope are absent. */
export async function labelsOf(
  { metadata, reads, types }: Pick<Parts, 'metadata' | 'reads' | 'types'>,
  actor: Actor,
  entity: string,
  ids: readonly number[]
): Promise<Map<number, string | null>> {
  const labels = new Map<number, string | null>()
  const definition = metadata.current().entity.get(entity)
  if (!definition || definition.removed || ids.length === 0) return labels
  const { titleField } = definition
  const title = fieldOf(definition, titleField)
  const hidden =
    !title || (!isSystemField(titleField) && actor.access.field(entity, titleField) === 'none')
  if (actor.access.depth(entity, 'read') === 'none' || hidden) return labels
  const page = await reads.query(actor, {
    entity,
    select: [titleField],
    filter: { path: 'id', op: 'in', value: ids.slice(0, 500) },
    limit: 500,
  })
  for (const row of page.rows) {
    const value = row[titleField] ?? null
    labels.set(row.id, value === null ? null : types.get(title.type).toText(value, title))
  }
  return labels
}
