import { E_BAD_QUERY } from '#core/errors/errors'
import type { EntityDefinition, Json } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import type { History } from '#core/records/history'
import type { MetadataSource } from '#core/records/ports'
import type { Reads } from '#core/records/reads'
import { fieldOf, isSystemField } from '#core/records/system_fields'
import type { Filter, RecordRow, RecordValue } from '#core/records/types'

export interface TimelineItem {
  at: string
  kind: string
  entity: string
  id: number
  title: string | null
  record: Json
}
export interface TimelinePage {
  items: TimelineItem[]
  next: string | null
}
export interface TimelineOptions {
  /** The cursor of a former page, or an instant. */
  before?: string
  /** 1–100, default 30. */
  limit?: number
  kinds?: string[]
}

/** Kind of the items that tell of the record's own history. */
export const CHANGE_KIND = 'change'
const MAX = 100

interface Source {
  entity: EntityDefinition
  at: string
  kind: string
  via: string[]
}
interface Place {
  at: string
  entity: string
  id: number
}

/** Newest first; items of one instant by entity, then newest id: an order in which every item has one place. */
function compare(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  if (a.entity !== b.entity) return a.entity < b.entity ? -1 : 1
  return b.id - a.id
}

function encode({ at, entity, id }: Place): string {
  return Buffer.from(JSON.stringify([at, entity, id])).toString('base64url')
}

function bad(): never {
  throw new E_BAD_QUERY({ reason: 'E_QUERY_CURSOR' }, [{ path: 'before', code: 'E_QUERY_CURSOR' }])
}

function decode(before: string): Place {
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(before)) return { at: before, entity: '', id: 0 }
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(before, 'base64url').toString('utf8'))
  } catch {
    return bad()
  }
  if (!Array.isArray(parts)) return bad()
  const [at, entity, id]: unknown[] = parts
  if (typeof at !== 'string' || typeof entity !== 'string' || typeof id !== 'number') return bad()
  return { at, entity, id }
}

interface Parts {
  metadata: MetadataSource
  reads: Reads
  history: History
}

/** Everything that happened to a record: the records of other entities that link to it, and its own changes. */
export class Timeline {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Throws E_NOT_FOUND for a record that the actor may not read. Sources out of the actor's reach are left out. */
  async of(
    actor: Actor,
    entity: string,
    id: number,
    options: TimelineOptions = {}
  ): Promise<TimelinePage> {
    const { reads } = this.#parts
    await reads.get(actor, entity, id, { select: ['id'] })
    const limit = Math.min(Math.max(options.limit ?? 30, 1), MAX)
    const place = options.before === undefined ? null : decode(options.before)
    const items: TimelineItem[] = []
    for (const source of this.#sources(actor, entity, options.kinds)) {
      items.push(...(await this.#linked(actor, source, entity, id, place, limit)))
    }
    if (!options.kinds || options.kinds.includes(CHANGE_KIND)) {
      items.push(...(await this.#changes(actor, entity, id, place, limit)))
    }
    items.sort(compare)
    const page = items.slice(0, limit)
    const last = page.at(-1)
    return { items: page, next: last && items.length > limit ? encode(last) : null }
  }

  #sources(actor: Actor, entity: string, kinds: string[] | undefined): Source[] {
    const sources: Source[] = []
    for (const other of this.#parts.metadata.current().entity.values()) {
      const { timeline } = other
      if (!timeline || other.removed || actor.access.depth(other.name, 'read') === 'none') continue
      if (kinds && !kinds.includes(timeline.kind)) continue
      const readable = (name: string) =>
        isSystemField(name) || ['read', 'write'].includes(actor.access.field(other.name, name))
      const via = timeline.via.filter((name) => {
        const field = fieldOf(other, name)
        const leads =
          (field?.type === 'lookup' && field.target === entity) ||
          (field?.type === 'regarding' && field.targets.includes(entity))
        return leads && readable(name)
      })
      if (via.length > 0 && readable(timeline.at)) {
        sources.push({ entity: other, at: timeline.at, kind: timeline.kind, via })
      }
    }
    return sources
  }

  async #linked(
    actor: Actor,
    source: Source,
    entity: string,
    id: number,
    place: Place | null,
    limit: number
  ): Promise<TimelineItem[]> {
    const { entity: other, at } = source
    const links: Filter[] = source.via.map((path) => ({
      path,
      op: 'eq',
      value: fieldOf(other, path)?.type === 'regarding' ? { entity, id } : id,
    }))
    const conditions: Filter[] = [links.length === 1 ? (links[0] as Filter) : { or: links }]
    conditions.push({ path: at, op: 'is_not_empty' })
    if (place) conditions.push(behind(place, other.name, at))
    const page = await this.#parts.reads.query(actor, {
      entity: other.name,
      filter: { and: conditions },
      sort: [{ path: at, direction: 'desc' }],
      limit: limit + 1,
    })
    return page.rows.map((row) => ({
      at: String(row[at]),
      kind: source.kind,
      entity: other.name,
      id: row.id,
      title: titleOf(row, other),
      record: row as Json,
    }))
  }

  async #changes(
    actor: Actor,
    entity: string,
    id: number,
    place: Place | null,
    limit: number
  ): Promise<TimelineItem[]> {
    const before = place?.entity === CHANGE_KIND ? { before: place.id } : {}
    const found = await this.#parts.history.of(actor, entity, id, { limit: MAX + limit, ...before })
    const items = found
      .filter((item) => item.action !== 'updated' || item.changes.length > 0)
      .map((item) => ({
        at: item.at,
        kind: CHANGE_KIND,
        /** Its place in the order; the record itself is the one whose timeline it is. */
        entity: CHANGE_KIND,
        id: item.seq,
        title: null,
        record: { by: item.by, action: item.action, changes: item.changes } as unknown as Json,
      }))
    return items.filter((item) => !place || compare(item, place) > 0).slice(0, limit + 1)
  }
}

/** The condition for what stands behind a place in the order of `compare`. */
function behind(place: Place, entity: string, at: string): Filter {
  if (entity > place.entity && place.entity !== '') {
    return { path: at, op: 'le', value: place.at }
  }
  const earlier: Filter = { path: at, op: 'lt', value: place.at }
  if (entity !== place.entity) return earlier
  const same: Filter[] = [
    { path: at, op: 'eq', value: place.at },
    { path: 'id', op: 'lt', value: place.id },
  ]
  return { or: [earlier, { and: same }] }
}

function titleOf(row: RecordRow, entity: EntityDefinition): string | null {
  const value: RecordValue = row[entity.titleField] ?? null
  if (value === null) return null
  if (typeof value !== 'object') return String(value)
  return 'label' in value && typeof value.label === 'string' ? value.label : null
}
