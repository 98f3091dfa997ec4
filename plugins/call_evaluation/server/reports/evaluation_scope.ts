import type { Knex } from 'knex'
import { dialectOf } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import { E_FIELD_FORBIDDEN } from '#core/errors/errors'
import { scopeFragment, sizesOf } from '#core/records/query/scope'
import { Slot } from '#core/records/query/slots'
import { requirePrivilege } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import { instantsOf, type ResolvedFilter } from './report_filter.js'

/** Fields of which a mark by criterion tells something. */
const TOLD = ['answers', 'score_percent', 'state', 'calibration', 'published_at']

/**
 * Narrows a query over marks, joined with `evaluation`, to published evaluations in the reader's scope that fit the filter: the same
 * as `publishedFilter` says to the record engine.
 * @throws E_FORBIDDEN, E_FIELD_FORBIDDEN
 */
export function restrictToPublished(
  query: Knex.QueryBuilder,
  actor: Actor,
  filter: ResolvedFilter,
  dialect: DialectName
): void {
  requirePrivilege(actor, 'evaluation', 'read')
  for (const field of TOLD) requireField(actor, 'evaluation', field)
  within(query, actor, 'evaluation', dialect)
  const { from, to } = instantsOf(filter, actor)
  const { instant } = dialectOf(dialect)
  query
    .whereIn('evaluation.state', [...SEEN_BY_AGENT])
    .whereNull('evaluation.calibration')
    .where('evaluation.published_at', '>=', instant(from))
    .where('evaluation.published_at', '<', instant(to))
  const equal = (field: string, value: string | number | undefined) => {
    if (value === undefined) return
    if (field !== 'unit_id') requireField(actor, 'evaluation', field)
    query.where(`evaluation.${field}`, value)
  }
  equal('form_name', filter.form)
  equal('agent', filter.agent)
  equal('evaluator', filter.evaluator)
  equal('unit_id', filter.unit)
  if (filter.members) {
    requireField(actor, 'evaluation', 'agent')
    query.whereIn('evaluation.agent', [...filter.members])
  }
  ofCall(query, actor, filter, dialect)
}

/** Conditions on the call: of a call that the reader may not see nothing is known. */
function ofCall(
  query: Knex.QueryBuilder,
  actor: Actor,
  filter: ResolvedFilter,
  dialect: DialectName
): void {
  const asked = {
    first_queue: filter.queue,
    topic: filter.topic,
    direction: filter.direction,
  }
  const used = Object.entries(asked).filter(([, value]) => value !== undefined)
  if (used.length === 0) return
  requireField(actor, 'evaluation', 'call')
  query.join('call', 'call.id', 'evaluation.call')
  within(query, actor, 'call', dialect)
  for (const [field, value] of used) {
    requireField(actor, 'call', field)
    query.where(`call.${field}`, value)
  }
}

/** The row scope of a table that stands in a query under its own name. */
function within(query: Knex.QueryBuilder, actor: Actor, table: string, dialect: DialectName): void {
  const depth = actor.access.depth(table, 'read')
  const shared = { entity: table, table, privilege: 'read' as const }
  const scope = scopeFragment(table, depth, sizesOf(actor), dialect, shared)
  const context = { values: [], actor, now: new Date(), cursor: [] }
  const bindings = scope.bindings.map((bound) =>
    bound instanceof Slot ? bound.bind(context) : bound
  )
  query.whereRaw(`(${scope.sql})`, bindings as Knex.RawBinding[]).whereNull(`${table}.deleted_at`)
}

function requireField(actor: Actor, entity: string, field: string): void {
  const level = actor.access.field(entity, field)
  if (level === 'none' || level === 'masked') throw new E_FIELD_FORBIDDEN({ entity, field })
}
