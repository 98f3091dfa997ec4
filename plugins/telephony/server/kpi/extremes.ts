import type { Instant } from '../model/assembled.js'
import { test, type Condition } from './conditions.js'
import type { Group } from './dimensions.js'
import { resolveRequest, type FigureRequest } from './figure_request.js'
import { compareGroups, groupOf, matcher, measureRecords } from './record_figures.js'
import type { SourceRecords } from './sources.js'

type QueueLeg = SourceRecords['queue']

const answered: Array<Condition<QueueLeg>> = [
  { field: 'entered', equals: true },
  { field: 'outcome', equals: 'answered' },
]
const abandoned: Array<Condition<QueueLeg>> = [
  { field: 'entered', equals: true },
  { field: 'outcome', equals: 'abandoned' },
]

/** Middle values over visits to queues; the mean of the two middle ones when their number is even. */
export const MEDIANS = {
  wait_answered_median: { field: 'waitSeconds', where: answered },
  wait_abandoned_median: { field: 'waitSeconds', where: abandoned },
  talk_median: { field: 'talkSeconds', where: answered },
} as const satisfies Record<string, { field: keyof QueueLeg; where: Array<Condition<QueueLeg>> }>

export type MedianKey = keyof typeof MEDIANS

/**
 * Something that lasts, over half-open intervals [start, end): a wait or talk of no length is at no instant.
 * `longest_queue`: waiting, from entry to answer or leaving; `most_talks`: talking, from answer to end.
 */
export const PEAKS = {
  longest_queue: {
    start: 'startedAt',
    ends: ['answeredAt', 'endedAt'],
    where: [{ field: 'entered', equals: true }],
  },
  most_talks: { start: 'answeredAt', ends: ['endedAt'], where: answered },
} as const satisfies Record<
  string,
  { start: keyof QueueLeg; ends: ReadonlyArray<keyof QueueLeg>; where: Array<Condition<QueueLeg>> }
>

export type PeakKey = keyof typeof PEAKS

/** The largest number at one instant, and the first instant with that number. */
export interface Peak {
  group: Group
  value: number
  firstAt: Instant | null
}

/** The clock hour of one date with most offered calls, the earliest on a tie. */
export interface BusiestHour {
  group: Group
  localDay: string
  localHour: number
  offered: number
}

export interface MedianRow {
  group: Group
  value: number | null
}

/** Medians over visits to queues, by group. Groups without a value are missing; without a grouping one row. Pure. */
export function medianRecords(
  key: MedianKey,
  legs: readonly QueueLeg[],
  request: FigureRequest = {}
): MedianRow[] {
  const { field, where } = MEDIANS[key]
  const groups = grouped(legs, request, where, (leg) => leg[field])
  const rows = groups.map(({ group, values }) => ({ group, value: medianOf(values) }))
  return rows.length === 0 && (request.by ?? []).length === 0 ? [{ group: {}, value: null }] : rows
}

function medianOf(values: number[]): number | null {
  values.sort((a, b) => a - b)
  const low = values[Math.floor((values.length - 1) / 2)]
  const high = values[Math.floor(values.length / 2)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/**
 * Peaks over visits to queues, by group: a sweep over the beginnings and ends in order of time, ends first.
 * @param until where intervals that go on are cut; without it they are left out
 */
export function peakRecords(
  key: PeakKey,
  legs: readonly QueueLeg[],
  request: FigureRequest = {},
  until?: Instant
): Peak[] {
  const { start, ends, where } = PEAKS[key]
  const groups = grouped(legs, request, where, (leg): [Instant, Instant] | null => {
    const from = leg[start]
    const to = ends.map((field) => leg[field]).find((at) => at !== null) ?? until ?? null
    return from === null || to === null || to <= from ? null : [from, to]
  })
  const peaks = groups.map(({ group, values }) => ({ group, ...peakOf(values) }))
  if (peaks.length > 0 || (request.by ?? []).length > 0) return peaks
  return [{ group: {}, value: 0, firstAt: null }]
}

/** Largest number of intervals [start, end) at one instant. */
export function peakOf(intervals: ReadonlyArray<readonly [Instant, Instant]>): Omit<Peak, 'group'> {
  const marks: Array<[Instant, 1 | -1]> = []
  for (const [start, end] of intervals) {
    if (end > start) marks.push([start, 1], [end, -1])
  }
  marks.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  let level = 0
  let value = 0
  let firstAt: Instant | null = null
  for (const [at, step] of marks) {
    level += step
    if (level > value) {
      value = level
      firstAt = at
    }
  }
  return { value, firstAt }
}

/** The busiest hour over visits to queues, by group. Groups that were offered nothing are missing. Pure. */
export function busiestHourRecords(
  legs: readonly QueueLeg[],
  request: FigureRequest = {}
): BusiestHour[] {
  const { fields } = resolveRequest('queue', request)
  const hours = measureRecords('queue', legs, {
    ...request,
    by: [...(request.by ?? []), 'day_hour'],
  })
  const busiest = new Map<string, BusiestHour>()
  for (const { group, measures } of hours) {
    const own = groupOf(group, fields)
    const key = Object.values(own).join('\u0000')
    const offered = measures.offered ?? 0
    if (offered === 0 || offered <= (busiest.get(key)?.offered ?? 0)) continue
    const localDay = String(group.localDay)
    busiest.set(key, { group: own, localDay, localHour: Number(group.localHour), offered })
  }
  return [...busiest.values()]
}

/** Values of the legs that match, by group, in order of the groups. */
function grouped<Value>(
  legs: readonly QueueLeg[],
  request: FigureRequest,
  where: ReadonlyArray<Condition<QueueLeg>>,
  read: (leg: QueueLeg) => Value | null
): Array<{ group: Group; values: Value[] }> {
  const resolved = resolveRequest('queue', request)
  const matches = matcher<'queue'>(resolved)
  const tests = where.map((condition) => test(condition, resolved.params))
  const groups = new Map<string, { group: Group; values: Value[] }>()
  for (const leg of legs) {
    if (!matches(leg) || !tests.every((holds) => holds(leg))) continue
    const value = read(leg)
    if (value === null) continue
    const group = groupOf(leg, resolved.fields)
    const key = Object.values(group).join('\u0000')
    const known = groups.get(key)
    if (known) known.values.push(value)
    else groups.set(key, { group, values: [value] })
  }
  return [...groups.values()].sort((a, b) => compareGroups(a.group, b.group, resolved.fields))
}
