import { DEFAULT_PARAMS, type Condition, type FigureParams } from './conditions.js'
import { groupFields, type Dimension, type FigureFilter, type Group } from './dimensions.js'
import { E_TELEPHONY_BAD_FIGURE } from './errors.js'
import { SOURCES, type SourceName, type SourceRecords } from './sources.js'

/** What figures are asked for. */
export interface FigureRequest {
  filter?: FigureFilter
  /** Grouping; empty or missing: one row of totals. */
  by?: readonly Dimension[]
  /** Missing limits are the defaults. */
  params?: Partial<FigureParams>
  /** Measures wanted; missing: all of the source. */
  only?: readonly string[]
}

/** One group's measures. `group` holds the values of the request's dimensions. */
export interface MeasureRow {
  group: Group
  measures: Record<string, number | null>
}

/** A request checked against its source and completed: what both the function over records and the SQL start from. */
export interface ResolvedRequest<Name extends SourceName> {
  source: Name
  params: FigureParams
  fields: string[]
  conditions: ReadonlyArray<Condition<SourceRecords[Name]>>
  /** Properties with the values allowed; the day is a range. */
  allowed: Array<{ field: string; values: ReadonlyArray<string | number> }>
  fromDay: string | null
  toDay: string | null
}

/**
 * Checks a request and puts the source's own conditions to it. Grouped by agent, records without one are left out.
 * @throws E_TELEPHONY_BAD_FIGURE for a filter or dimension that the source does not have
 */
export function resolveRequest<Name extends SourceName>(
  name: Name,
  request: FigureRequest
): ResolvedRequest<Name> {
  const source = SOURCES[name]
  const { filter = {}, by = [] } = request
  for (const dimension of by) {
    if (!source.dimensions.includes(dimension)) {
      throw new E_TELEPHONY_BAD_FIGURE({ source: name, what: dimension })
    }
  }
  const allowed: ResolvedRequest<Name>['allowed'] = []
  if (filter.siteIds !== undefined) allowed.push({ field: 'siteId', values: filter.siteIds })
  const lists = [
    ['queue', filter.queues],
    ['agent', filter.agents],
    ['direction', filter.directions],
  ] as const
  for (const [kind, values] of lists) {
    if (values === undefined) continue
    const field = source.filters[kind]
    if (field === null) throw new E_TELEPHONY_BAD_FIGURE({ source: name, what: kind })
    allowed.push({ field, values })
  }
  return {
    source: name,
    params: { ...DEFAULT_PARAMS, ...request.params },
    fields: groupFields(by),
    conditions: source.where,
    allowed,
    fromDay: filter.fromDay ?? null,
    toDay: filter.toDay ?? null,
  }
}
