import { DateTime } from 'luxon'
import type { Filter } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import type { ReportFilter } from '../kernel/report.js'

/** A report's filter with the members of its team. */
export interface ResolvedFilter extends ReportFilter {
  members?: readonly number[]
}

export interface Instants {
  from: Date
  to: Date
}

/** First instant of the first day, and the first after the last, on the reader's clock. */
export function instantsOf(
  { from, to }: Pick<ReportFilter, 'from' | 'to'>,
  { timeZone }: Pick<Actor, 'timeZone'>
): Instants {
  const day = (text: string) => DateTime.fromISO(text, { zone: timeZone }).startOf('day')
  return { from: day(from).toJSDate(), to: day(to).plus({ days: 1 }).toJSDate() }
}

const equal = (path: string, value: number | string): Filter => ({ path, op: 'eq', value })

function between(path: string, { from, to }: Instants): Filter[] {
  return [
    { path, op: 'ge', value: from.toISOString() },
    { path, op: 'lt', value: to.toISOString() },
  ]
}

/** What is asked beside the period. `call` leads from the entity to the call, `''` on calls themselves. */
function asked(filter: ResolvedFilter, agent: string, call: string): Filter[] {
  const parts: Filter[] = []
  if (filter.agent !== undefined) parts.push(equal(agent, filter.agent))
  if (filter.members) parts.push({ path: agent, op: 'in', value: [...filter.members] })
  if (filter.unit !== undefined) parts.push(equal('unit_id', filter.unit))
  if (filter.queue !== undefined) parts.push(equal(`${call}first_queue`, filter.queue))
  if (filter.topic !== undefined) parts.push(equal(`${call}topic`, filter.topic))
  if (filter.direction !== undefined) parts.push(equal(`${call}direction`, filter.direction))
  return parts
}

/** Evaluations of reports: published in the period, and none of a calibration. */
export function publishedFilter(filter: ResolvedFilter, actor: Actor): Filter {
  const parts: Filter[] = [
    { path: 'state', op: 'in', value: [...SEEN_BY_AGENT] },
    { path: 'calibration', op: 'is_empty' },
    ...between('published_at', instantsOf(filter, actor)),
    ...evaluationParts(filter),
  ]
  return { and: parts }
}

/** What is asked of evaluations beside state and time. */
export function evaluationParts(filter: ResolvedFilter): Filter[] {
  const parts = asked(filter, 'agent', 'call.')
  if (filter.form !== undefined) parts.push(equal('form_name', filter.form))
  if (filter.evaluator !== undefined) parts.push(equal('evaluator', filter.evaluator))
  return parts
}

/** Answered calls of the period. */
export function answeredFilter(filter: ResolvedFilter, actor: Actor): Filter {
  return {
    and: [
      equal('kind', 'call'),
      { path: 'answered', op: 'eq', value: true },
      ...between('started_at', instantsOf(filter, actor)),
      ...asked(filter, 'agent_user', ''),
    ],
  }
}
