import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import { E_FIELD_FORBIDDEN } from '#core/errors/errors'
import { scopeFragment, sizesOf } from '#core/records/query/scope'
import { Slot } from '#core/records/query/slots'
import type { Actor } from '#core/security/types'
import type { Dimension, FigureFilter } from '../kpi/dimensions.js'
import { groupFields } from '../kpi/dimensions.js'
import type { FigureDatabase } from '../kpi/sql_figures.js'
import { measuresOf } from '../kpi/measures.js'
import { columnOf, SOURCES, type SourceName } from '../kpi/sources.js'

/** Narrows figures to the records that the actor may read: the same row scope as the record engine's. */
export function figureScope(actor: Actor, dialect: DialectName): FigureDatabase['restrict'] {
  return (query: Knex.QueryBuilder, table: string) => {
    const depth = actor.access.depth(table, 'read')
    const shared = { entity: table, table, privilege: 'read' as const }
    const scope = scopeFragment(table, depth, sizesOf(actor), dialect, shared)
    const context = { values: [], actor, now: new Date(), cursor: [] }
    const bindings = scope.bindings.map((bound) =>
      bound instanceof Slot ? bound.bind(context) : bound
    )
    query.whereRaw(scope.sql, bindings as Knex.RawBinding[]).whereNull(`${table}.deleted_at`)
  }
}

/**
 * A figure tells something of every field that it counts, sums, groups or filters by: all of them must be readable, unmasked.
 * @throws E_FIELD_FORBIDDEN
 */
export function requireFigureFields(
  actor: Actor,
  source: SourceName,
  by: readonly Dimension[],
  filter: FigureFilter
): void {
  const { table, where, filters } = SOURCES[source]
  const used = new Set<string>(groupFields(by))
  collectFields(where, used)
  for (const [, measure] of measuresOf(source)) collectFields(measure, used)
  if (filter.queues && filters.queue) used.add(filters.queue)
  if (filter.agents && filters.agent) used.add(filters.agent)
  if (filter.directions && filters.direction) used.add(filters.direction)
  for (const property of used) {
    const field = columnOf(property)
    const level = actor.access.field(table, field)
    if (level === 'none' || level === 'masked') {
      throw new E_FIELD_FORBIDDEN({ entity: table, field })
    }
  }
}

/** Names of properties anywhere in a measure's definition. */
function collectFields(part: unknown, into: Set<string>): void {
  if (Array.isArray(part)) {
    for (const item of part) collectFields(item, into)
    return
  }
  if (typeof part !== 'object' || part === null) return
  for (const [key, value] of Object.entries(part)) {
    if (typeof value === 'string' && NAMES_A_FIELD.has(key)) into.add(value)
    else collectFields(value, into)
  }
}

const NAMES_A_FIELD = new Set(['field', 'sum', 'min', 'max', 'from'])
