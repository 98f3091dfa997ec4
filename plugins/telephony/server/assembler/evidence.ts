import type { Instant } from '../model/assembled.js'
import type { RawCdr, RawQueueLog } from '../model/raw.js'
import { celFacts, type CelFacts } from './cel_facts.js'
import { firstArgument } from './channel_names.js'
import type { LinkedGroup } from './grouping.js'
import type { Party, Site } from './site.js'

/** A cdr row with what its columns mean. */
export interface Pair {
  row: RawCdr
  /** Start of the pair: the call's start for the first row of a channel, not the ring. */
  startedAt: Instant
  endedAt: Instant
  caller: Party
  callee: Party
  /** The queue that offered the caller to the callee; null when it was not a queue's doing. */
  queue: string | null
  /** The dialled party took the call. (`ANSWERED` without a dialled party says nothing.) */
  answered: boolean
}

export interface QueueEvent {
  row: RawQueueLog
  at: Instant
}

/** The rows of one group, put in order, freed of doubles and read. */
export interface Evidence {
  site: Site
  /** linkedid of the call. */
  key: string
  pairs: Pair[]
  queueEvents: QueueEvent[]
  cel: CelFacts | null
}

/** Orders, cleans and reads the rows of a group. Does not depend on the order in which they come. */
export function gatherEvidence(group: LinkedGroup, key: string, site: Site): Evidence {
  return {
    site,
    key,
    pairs: pairsOf(group.cdr, site),
    queueEvents: queueEventsOf(group.queueLog, site),
    cel: celFacts(group.cel, site.clock),
  }
}

function pairsOf(rows: readonly RawCdr[], site: Site): Pair[] {
  const distinct = rows.length > 1 ? withoutDoubles([...rows].sort(byAge)) : rows
  const pairs: Pair[] = []
  for (const row of distinct) {
    const startedAt = site.clock.instant(row.calldate, row.uniqueid)
    if (Number.isNaN(startedAt)) continue
    pairs.push({
      row,
      startedAt,
      endedAt: startedAt + row.duration * 1000,
      caller: site.partyOf(row.channel),
      callee: site.partyOf(row.dstchannel),
      queue: row.lastapp === 'Queue' ? firstArgument(row.lastdata) : null,
      answered: row.disposition === 'ANSWERED' && row.dstchannel !== '',
    })
  }
  return pairs
}

function byAge(a: RawCdr, b: RawCdr): number {
  return a.mirrorId - b.mirrorId || byCalldate(a, b)
}

function byCalldate(a: RawCdr, b: RawCdr): number {
  return (
    compareText(a.calldate, b.calldate) ||
    a.sequence - b.sequence ||
    compareText(a.uniqueid, b.uniqueid) ||
    compareText(a.dstchannel, b.dstchannel) ||
    compareText(a.lastapp, b.lastapp) ||
    compareText(a.dst, b.dst) ||
    compareText(a.disposition, b.disposition) ||
    a.duration - b.duration
  )
}

/**
 * Two back-ends may write every pair twice, one perhaps without the newer columns, and a row may be written again with more in
 * it: such rows become one, the later one's columns before the earlier one's.
 */
function withoutDoubles(rows: readonly RawCdr[]): RawCdr[] {
  const kept: RawCdr[] = []
  for (const row of rows) {
    const index = kept.findIndex((other) => isSamePair(row, other))
    const other = kept[index]
    if (other === undefined) kept.push(row)
    else kept[index] = completed(row, other)
  }
  return kept.sort(byCalldate)
}

function isSamePair(a: RawCdr, b: RawCdr): boolean {
  if (a.uniqueid !== b.uniqueid) return false
  if (a.sequence > 0 && b.sequence > 0) return a.sequence === b.sequence
  return (
    a.calldate === b.calldate &&
    a.channel === b.channel &&
    a.dstchannel === b.dstchannel &&
    a.dst === b.dst &&
    a.lastapp === b.lastapp &&
    a.disposition === b.disposition &&
    a.duration === b.duration
  )
}

/** The later row; what it leaves empty is taken from the earlier one. */
function completed(later: RawCdr, earlier: RawCdr): RawCdr {
  const result = { ...later }
  for (const column of Object.keys(earlier) as Array<keyof RawCdr>) fill(result, earlier, column)
  return result
}

function fill<K extends keyof RawCdr>(target: RawCdr, other: RawCdr, column: K): void {
  if (target[column] === '' || target[column] === 0) target[column] = other[column]
}

/** Events in order of time. Rows without a valid time are left out. */
export function queueEventsOf(rows: readonly RawQueueLog[], site: Site): QueueEvent[] {
  const timed: QueueEvent[] = []
  for (const row of rows) {
    const at = site.clock.instant(row.time, row.callid)
    if (!Number.isNaN(at)) timed.push({ row, at })
  }
  if (timed.length < 2) return timed
  timed.sort(byTime)
  const events: QueueEvent[] = []
  for (const event of timed) {
    if (!isRepeated(events, event)) events.push(event)
  }
  return events
}

/** `id` is not an order of time (rows come from several threads); it orders rows of the same time only; without ids the mirror's order does. */
function byTime(a: QueueEvent, b: QueueEvent): number {
  return (
    a.at - b.at ||
    compareText(a.row.time, b.row.time) ||
    a.row.id - b.row.id ||
    a.row.mirrorId - b.row.mirrorId ||
    compareText(a.row.event, b.row.event)
  )
}

/** The same event already stands among those of the same time. */
function isRepeated(events: readonly QueueEvent[], event: QueueEvent): boolean {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const other = events[index]?.row
    if (other === undefined || other.time !== event.row.time) return false
    if (isSameEvent(other, event.row)) return true
  }
  return false
}

/**
 * Whether two rows are one event written twice. A phone that refuses at once can be rung twice in a second: where the log
 * has whole seconds only, such rows are doubles only when their ids are the same.
 */
function isSameEvent(a: RawQueueLog, b: RawQueueLog): boolean {
  if (a.event.startsWith('RING') && a.id !== b.id && !/\.\d*[1-9]/.test(a.time)) return false
  return (
    a.event === b.event &&
    a.callid === b.callid &&
    a.queuename === b.queuename &&
    a.agent === b.agent &&
    a.data1 === b.data1 &&
    a.data2 === b.data2 &&
    a.data3 === b.data3 &&
    a.data4 === b.data4
  )
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
