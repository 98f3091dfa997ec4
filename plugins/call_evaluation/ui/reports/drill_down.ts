import type { RouteLocationRaw } from 'vue-router'
import type { Filter } from '#core/records/types'

/** The conditions of a filter one by one, so that each is a chip of its own in the list. */
function flat(filter: Filter): Filter[] {
  return 'and' in filter ? filter.and.flatMap(flat) : [filter]
}

/** The list of the evaluations behind a figure. */
export function drillTo(...filters: Filter[]): RouteLocationRaw {
  const f = JSON.stringify({ and: filters.flatMap(flat) })
  return { path: '/records/evaluation', query: { view: 'call_evaluation_all', f } }
}
