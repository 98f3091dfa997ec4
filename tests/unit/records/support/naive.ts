/*
 * What a query means, written down a second time in the plainest way: over arrays in memory, without SQL, indexes or caches.
 * The compiler is compared with it.
 */
import type {
  EntityDefinition,
  EffectiveMetadata,
  FieldDefinition,
  Json,
} from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { foldedKey, searchWords, soughtKey } from '#core/records/folding'
import { foldLine } from '#core/metadata/field_types/text_folding'
import { hasShadow } from '#core/metadata/field_types/folded_column'
import { isTextLike, readAs } from '#core/metadata/field_types/shapes'
import { daysOf, periodOf } from '#core/records/query/periods'
import { fieldOf } from '#core/records/system_fields'
import type { Filter, Operator, RecordQuery, Sort } from '#core/records/types'

export type NaiveRow = { id: number; deleted_at: string | null } & Record<string, Json>
export type NaiveData = Record<string, NaiveRow[]>

export class Naive {
  constructor(
    private metadata: EffectiveMetadata,
    private data: NaiveData,
    private actor: Actor,
    private teamMates: ReadonlySet<number>,
    private now: Date
  ) {}

  private entity(name: string): EntityDefinition {
    const entity = this.metadata.entity.get(name)
    if (!entity) throw new Error(name)
    return entity
  }

  visible(entity: string, row: NaiveRow): boolean {
    const depth = this.actor.access.depth(entity, 'read')
    const own = row.owner_id === this.actor.userId
    const team = own || this.teamMates.has(Number(row.owner_id))
    const unit = team || this.actor.unitIds.includes(Number(row.unit_id))
    return { none: false, own, team, unit, all: true }[depth]
  }

  private related(entity: string, id: Json): NaiveRow | null {
    const row = this.data[entity]?.find((one) => one.id === id)
    return row && row.deleted_at === null && this.visible(entity, row) ? row : null
  }

  private walk(entity: string, row: NaiveRow | null, path: string) {
    const names = path.split('.')
    let at = row
    let where = entity
    for (const name of names.slice(0, -1)) {
      const field = fieldOf(this.entity(where), name)
      if (field?.type !== 'lookup') throw new Error(path)
      at = at && this.related(field.target, at[name] ?? null)
      where = field.target
    }
    const name = names.at(-1) as string
    const field = fieldOf(this.entity(where), name)
    if (!field) throw new Error(path)
    return { row: at, entity: where, name, field, value: at ? (at[name] ?? null) : null }
  }

  private key(field: { type: string }, value: Json, keyOf = foldedKey): string {
    const shadow = hasShadow(field as never) && field.type !== 'long_text'
    return keyOf((shadow ? field.type : 'text') as never, String(value))
  }

  matches(filter: Filter, entity: string, row: NaiveRow): boolean {
    if ('and' in filter) return filter.and.every((item) => this.matches(item, entity, row))
    if ('or' in filter) return filter.or.some((item) => this.matches(item, entity, row))
    if ('not' in filter) return !this.matches(filter.not, entity, row)
    if ('some' in filter) return this.exists(filter.path, filter.some, entity, row)
    if ('none' in filter) return !this.exists(filter.path, filter.none, entity, row)
    const { field, value } = this.walk(entity, row, filter.path)
    return this.compare(filter.op, field, value, filter.value ?? null)
  }

  private exists(path: string, filter: Filter, entity: string, row: NaiveRow): boolean {
    const end = this.walk(entity, row, path)
    if (end.field.type !== 'one_to_many' || !end.row) return false
    const { target, inverse } = end.field
    const { id } = end.row
    return (this.data[target] ?? []).some(
      (other) =>
        other.deleted_at === null &&
        other[inverse] === id &&
        this.visible(target, other) &&
        this.matches(filter, target, other)
    )
  }

  private compare(op: Operator, field: FieldDefinition, value: Json, wanted: Json): boolean {
    /** Values of a query are read like values of a record: Persian letters and digits are one before they are compared. */
    const same = (a: Json, b: Json) =>
      a !== null &&
      (typeof a === 'string' ? a.toLowerCase() === foldLine(String(b)).toLowerCase() : a === b)
    const list = Array.isArray(wanted) ? wanted : []
    const [low, high] = list
    switch (op) {
      case 'is_empty':
        return value === null
      case 'is_not_empty':
        return value !== null
      case 'eq':
        return same(value, wanted)
      case 'ne':
        return !same(value, wanted)
      case 'in':
        return list.some((item) => same(value, item))
      case 'not_in':
        return !list.some((item) => same(value, item))
      case 'lt':
        return value !== null && (value as number) < (wanted as number)
      case 'le':
        return value !== null && (value as number) <= (wanted as number)
      case 'gt':
        return value !== null && (value as number) > (wanted as number)
      case 'ge':
        return value !== null && (value as number) >= (wanted as number)
      case 'between':
        return (
          value !== null &&
          (value as number) >= (low as number) &&
          (value as number) <= (high as number)
        )
      case 'contains':
        return this.holds(field, value, wanted, (text, part) => text.includes(part))
      case 'starts_with':
        return this.holds(field, value, wanted, (text, part) => text.startsWith(part))
      case 'has_any':
        return list.some((item) => Array.isArray(value) && value.includes(item))
      case 'has_all':
        return list.every((item) => Array.isArray(value) && value.includes(item))
      case 'has_none':
        return !list.some((item) => Array.isArray(value) && value.includes(item))
      case 'within': {
        const interval = periodOf(wanted, this.actor, this.now)
        if (!interval || value === null) return false
        if (readAs(field).type === 'date') {
          const [first, last] = daysOf(interval, this.actor.timeZone)
          return String(value) >= first && String(value) <= last
        }
        const at = new Date(String(value))
        return at >= interval.from && at < interval.to
      }
    }
  }

  private holds(
    field: { type: string },
    value: Json,
    wanted: Json,
    test: (text: string, part: string) => boolean
  ): boolean {
    const part = this.key(field, wanted, soughtKey)
    return value !== null && part !== '' && test(this.key(field, value), part)
  }

  private found(entity: string, row: NaiveRow, search: string): boolean {
    const fields = Object.entries(this.entity(entity).fields).filter(
      ([, field]) => field.searchable
    )
    return searchWords(search, 6).every((word) =>
      fields.some(([name, field]) =>
        this.holds(field, row[name] ?? null, word, (text, part) => text.includes(part))
      )
    )
  }

  /** Ids of all rows of a query in order, whatever its limit. */
  ids(query: RecordQuery): number[] {
    const { entity, filter, search } = query
    const sort = query.sort?.length ? query.sort : this.newestFirst(entity)
    const rows = (this.data[entity] ?? []).filter(
      (row) =>
        row.deleted_at === null &&
        this.visible(entity, row) &&
        (!filter || this.matches(filter, entity, row)) &&
        (!search || this.found(entity, row, search))
    )
    const keys = sort.map(({ path, direction }) => ({ path, sign: direction === 'desc' ? -1 : 1 }))
    const last = keys.at(-1)?.sign ?? -1
    const keyed = rows.map((row) => ({
      row,
      keys: keys.map(({ path }) => this.sortKey(entity, row, path)),
    }))
    keyed.sort((a, b) => {
      for (const [place, { sign }] of keys.entries()) {
        const order = compareKeys(a.keys[place] ?? null, b.keys[place] ?? null)
        if (order !== 0) return order * sign
      }
      return (a.row.id - b.row.id) * last
    })
    return keyed.map(({ row }) => row.id)
  }

  private newestFirst(name: string): Sort[] {
    const { timeline } = this.entity(name)
    return timeline ? [{ path: timeline.at, direction: 'desc' }] : []
  }

  private sortKey(entity: string, row: NaiveRow, path: string): Json {
    const end = this.walk(entity, row, path)
    const { field, value } = end
    if (value === null) return null
    if (isTextLike(field)) return this.key(readAs(field), value)
    if (field.type !== 'lookup') return typeof value === 'boolean' ? Number(value) : value
    const target = this.related(field.target, value)
    const title = this.entity(field.target).titleField
    const titled = target?.[title] ?? null
    const definition = fieldOf(this.entity(field.target), title)
    return titled === null || !definition ? null : this.key(definition, titled)
  }
}

/** Nothing comes before everything. */
function compareKeys(a: Json, b: Json): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return (a as string) < (b as string) ? -1 : 1
}
