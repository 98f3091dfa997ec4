/**
 * How a list finds its first rows. SQLite keeps no histograms of bound values and happily reads every row of a status in order
 * to sort them, where walking an index in the list's order would stop after a page. So the choice is made here, by rules: an
 * index over the conditions with the order behind them, else the index of the order itself, else a sort of ids alone. Pure.
 * T-SQL decides by its own statistics; only the last rule matters there.
 */
import { FOLDED_SUFFIX } from '#core/metadata/field_types/folded_column'
import { columnName, type FieldTypes } from '#core/metadata/field_types/registry'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { targetSchema } from '#core/metadata/schema_sync/target'
import type { EntityDefinition } from '#core/metadata/types'
import type { Authorised } from '#core/records/query/authorise'
import type { Deleted } from '#core/records/query/ast'
import type { FieldRef, ResolvedFilter, ResolvedSort } from '#core/records/query/resolve'

type Comparison = Extract<ResolvedFilter, { kind: 'compare' }>

export interface AccessPath {
  /** Rows come in order without sorting: the page stops the reading. */
  ordered: boolean
  /** Conditions that must not choose the index. */
  residual: ReadonlySet<ResolvedFilter>
}

const COARSE = new Set(['choice', 'boolean'])

function folded(ref: FieldRef): boolean {
  return Object.hasOwn(ref.type.columns(ref.definition), FOLDED_SUFFIX)
}

/** The column a sort key reads, or null where it is an expression or another table's. */
function sortColumn({ ref }: ResolvedSort): string | null {
  if (ref.source.join) return null
  if (ref.type.operators.includes('contains')) {
    return folded(ref) ? columnName(ref.name, FOLDED_SUFFIX) : null
  }
  return ref.name
}

/** Columns of the sort without the closing id; null where no index can serve it. */
function sortColumns(sort: readonly ResolvedSort[]): string[] | null {
  const [first] = sort
  if (!first || sort.some(({ descending }) => descending !== first.descending)) return null
  const columns: string[] = []
  for (const key of sort) {
    const column = sortColumn(key)
    if (column === null) return null
    if (column !== 'id') columns.push(column)
  }
  return columns
}

/** Comparisons that every row must pass. */
function required(filter: ResolvedFilter | null): Comparison[] {
  if (!filter) return []
  if (filter.kind === 'compare') return [filter]
  return filter.kind === 'all' ? filter.items.flatMap(required) : []
}

/** Indexes over records that are not deleted, as lists of columns. */
export function indexesOf(
  entity: EntityDefinition,
  types: FieldTypes
): readonly (readonly string[])[] {
  const definitions = { entity: new Map([[entity.name, entity]]) } as unknown as DefinitionMaps
  const [table] = targetSchema(definitions, types)
  return (table?.indexes ?? [])
    .filter(({ whereNull }) => whereNull.includes('deleted_at'))
    .map(({ columns }) => columns)
}

function serves(index: readonly string[], equal: ReadonlySet<string>, order: readonly string[]) {
  const lead = index.length - order.length
  if (lead < 1) return false
  return (
    index.slice(0, lead).every((column) => equal.has(column)) &&
    order.every((column, place) => index[lead + place] === column)
  )
}

/** Decides for one authorised query. `shared`: records of others count as the reader's own, so that no index has them all. */
export function accessPath(
  authorised: Authorised,
  deleted: Deleted,
  indexes: readonly (readonly string[])[],
  shared = false
): AccessPath {
  const { root } = authorised.frame
  const none: AccessPath = { ordered: false, residual: new Set() }
  const order = sortColumns(authorised.sort)
  const comparisons = required(authorised.filter).filter(({ ref }) => ref.source === root)
  const equal = comparisons.filter(({ op, negated }) => op === 'eq' && !negated)
  const single = equal.some(({ ref }) => ref.name === 'id' || ref.definition.unique === true)
  if (single) return { ordered: true, residual: new Set() }
  if (!order || deleted !== 'exclude') return none
  const own = authorised.scopes.get(root) === 'own'
  const columns = new Set(equal.map(({ ref }) => ref.name))
  if (own && !shared) columns.add('owner_id')
  const fine = own || equal.some(({ ref }) => !COARSE.has(ref.definition.type))
  const coarse = comparisons.filter(({ ref }) => COARSE.has(ref.definition.type))
  const best = indexes
    .filter((index) => serves(index, columns, order))
    .sort((a, b) => Number(isFine(b, coarse)) - Number(isFine(a, coarse)) || b.length - a.length)[0]
  if (best && (!fine || isFine(best, coarse))) {
    return {
      ordered: true,
      residual: new Set(coarse.filter(({ ref }) => !best.includes(ref.name))),
    }
  }
  if (fine) return none
  const walked = order.length === 0 || indexes.some((index) => starts(index, order))
  return walked ? { ordered: true, residual: new Set(coarse) } : none
}

/** Whether an index leads with a column that tells records apart better than a status does. */
function isFine(index: readonly string[], coarse: readonly Comparison[]): boolean {
  return !coarse.some(({ ref }) => ref.name === index[0])
}

function starts(index: readonly string[], order: readonly string[]): boolean {
  return order.length <= index.length && order.every((column, place) => index[place] === column)
}
