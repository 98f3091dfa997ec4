import type { AssembledCall } from '../model/assembled.js'
import { test, type FigureParams } from './conditions.js'
import type { Group } from './dimensions.js'
import {
  resolveRequest,
  type FigureRequest,
  type MeasureRow,
  type ResolvedRequest,
} from './figure_request.js'
import { measuresOf, type Measure, type MeasureValue } from './measures.js'
import type { SourceName, SourceRecords } from './sources.js'

/** The records of a source in assembled calls. Calls that are not to be logged and programs' channels have none. */
export function recordsOf<Name extends SourceName>(
  source: Name,
  calls: readonly AssembledCall[]
): Array<SourceRecords[Name]> {
  const pick = PICK[source]
  return calls
    .filter(({ call }) => !call.ignored && call.kind === 'call')
    .flatMap((each) => pick(each))
}

const PICK: { [Name in SourceName]: (call: AssembledCall) => Array<SourceRecords[Name]> } = {
  queue: ({ legs }) => legs.filter((leg) => leg.kind === 'queue'),
  agent: ({ legs }) => legs.filter((leg) => leg.kind === 'agent'),
  call: ({ call }) => [call],
  attempt: ({ attempts }) => attempts,
  transfer: ({ transfers }) => transfers,
  survey: ({ surveys }) => surveys,
}

/**
 * Measures over records, by group, in order of the groups (numbers ascending, texts by code unit, null first). Without a
 * grouping one row, also over nothing. Pure.
 * @throws E_TELEPHONY_BAD_FIGURE
 */
export function measureRecords<Name extends SourceName>(
  source: Name,
  records: ReadonlyArray<SourceRecords[Name]>,
  request: FigureRequest = {}
): MeasureRow[] {
  const resolved = resolveRequest(source, request)
  const matches = matcher<Name>(resolved)
  const meters = measuresOf(source, request.only).map(([key, measure]) => ({
    key,
    meter: meterOf(measure, resolved.params),
  }))
  const groups = new Map<string, { group: Group; totals: Array<number | null> }>()
  const start = () => meters.map(({ meter }) => meter.start)
  if (resolved.fields.length === 0) groups.set('', { group: {}, totals: start() })
  for (const record of records) {
    if (!matches(record)) continue
    const group = groupOf(record, resolved.fields)
    const key = Object.values(group).join('\u0000')
    let entry = groups.get(key)
    if (entry === undefined) {
      entry = { group, totals: start() }
      groups.set(key, entry)
    }
    const { totals } = entry
    meters.forEach(({ meter }, index) => {
      totals[index] = meter.add(totals[index] ?? null, record)
    })
  }
  return [...groups.values()]
    .map(({ group, totals }) => ({
      group,
      measures: Object.fromEntries(meters.map(({ key }, index) => [key, totals[index] ?? null])),
    }))
    .sort((a, b) => compareGroups(a.group, b.group, resolved.fields))
}

interface Meter<R> {
  start: number | null
  add(total: number | null, record: R): number | null
}

function meterOf<R extends object>(measure: Measure<R>, params: FigureParams): Meter<R> {
  const conditions = ('count' in measure ? measure.count : measure.where).map((condition) =>
    test(condition, params)
  )
  const holds = (record: R) => conditions.every((condition) => condition(record))
  if ('count' in measure) {
    return { start: 0, add: (total, record) => (holds(record) ? (total ?? 0) + 1 : total) }
  }
  const [value, combine, start] = combination(measure)
  const read = reader(value)
  return {
    start,
    add(total, record) {
      const number = read(record)
      if (number === null || !holds(record)) return total
      return total === null ? number : combine(total, number)
    },
  }
}

function combination<R>(
  measure: Exclude<Measure<R>, { count: unknown }>
): [MeasureValue<R>, (a: number, b: number) => number, number | null] {
  if ('sum' in measure) return [measure.sum, (a, b) => a + b, 0]
  return 'min' in measure ? [measure.min, Math.min, null] : [measure.max, Math.max, null]
}

/** Seconds between instants are differences of whole seconds, as SQL's unixepoch() and DATEDIFF count them. */
function reader<R extends object>(value: MeasureValue<R>): (record: R) => number | null {
  if (typeof value === 'string') {
    return (record) => {
      const number = record[value]
      return typeof number === 'number' ? number : null
    }
  }
  const { from, to } = value
  return (record) => {
    const start = record[from]
    const end = record[to]
    if (typeof start !== 'number' || typeof end !== 'number') return null
    return Math.floor(end / 1000) - Math.floor(start / 1000)
  }
}

/** Tests whether a record fulfils a request's filter and its source's own conditions. */
export function matcher<Name extends SourceName>(
  resolved: ResolvedRequest<Name>
): (record: SourceRecords[Name]) => boolean {
  const conditions = resolved.conditions.map((condition) => test(condition, resolved.params))
  const allowed = resolved.allowed.map(({ field, values }) => ({
    field,
    values: new Set<unknown>(values),
  }))
  const { fromDay, toDay } = resolved
  const byAgent = resolved.fields.includes('agent')
  return (record) => {
    if (fromDay !== null && record.localDay < fromDay) return false
    if (toDay !== null && record.localDay > toDay) return false
    if (byAgent && valueOf(record, 'agent') === null) return false
    for (const { field, values } of allowed) {
      if (!values.has(valueOf(record, field))) return false
    }
    return conditions.every((condition) => condition(record))
  }
}

/** A property by name; null when the record has none of it. */
export function valueOf(record: object, field: string): string | number | null {
  const value: unknown = Reflect.get(record, field)
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

export function groupOf(record: object, fields: readonly string[]): Group {
  const group: Group = {}
  for (const field of fields) group[field] = valueOf(record, field)
  return group
}

export function compareGroups(a: Group, b: Group, fields: readonly string[]): number {
  for (const field of fields) {
    const order = compareValues(a[field] ?? null, b[field] ?? null)
    if (order !== 0) return order
  }
  return 0
}

function compareValues(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}
