import type { AttemptResult, Instant } from '../model/assembled.js'
import { dialTimeout } from './channel_names.js'
import type { Pair } from './evidence.js'
import type { Ring } from './phone_rings.js'
import type { QueueVisit } from './queue_visits.js'

/** How far the end of a pair (whole seconds of another clock) may lie from queue_log's moment. */
export const MATCH_MS = 3000

/** Works out result and times of a ring from the best source that knows them. */
export function settle(ring: Ring, all: readonly Ring[], ended: boolean): void {
  const { offer, cel, pair } = ring
  const answered =
    offer?.result === 'answered' || (pair?.answered ?? (cel?.answeredAt ?? null) !== null)
  ring.result = answered ? 'answered' : unansweredResult(ring, all, ended)
  ring.exact = offer !== null || cel !== null
  if (offer !== null) {
    ring.ringMs = offer.ringMs
    ring.startedAt = cel?.startedAt ?? offer.at - (offer.ringMs ?? 0)
    ring.endedAt = offer.at
    ring.answeredAt = answered ? offer.at : null
    return
  }
  if (cel?.startedAt !== null && cel !== null) ring.startedAt = cel.startedAt
  else if (ring.visit !== null) ring.startedAt = Math.max(ring.startedAt, ring.visit.startedAt)
  if (answered) settleAnswered(ring)
  else if (ring.result !== 'ringing') ring.endedAt = cel?.endedAt ?? pair?.endedAt ?? null
  if (ring.endedAt !== null) ring.ringMs = Math.max(0, ring.endedAt - ring.startedAt)
}

/**
 * Answer of a phone that was dialled directly. Without cel it follows from billsec, but only when the caller's channel
 * was not answered before: else billsec began with the IVR (billsec = duration) and the answer can only be estimated.
 */
function settleAnswered(ring: Ring): void {
  const { cel, pair } = ring
  if (cel !== null && cel.answeredAt !== null) ring.answeredAt = cel.answeredAt
  else if (pair !== null) {
    const waited = pair.row.duration - pair.row.billsec
    ring.answeredAt = Math.max(ring.startedAt, pair.startedAt + waited * 1000)
    ring.exact = waited > 0
  }
  ring.endedAt = ring.answeredAt
}

function unansweredResult(ring: Ring, all: readonly Ring[], ended: boolean): AttemptResult {
  const { offer, cel, pair, visit } = ring
  if (offer !== null && offer.result !== 'answered') {
    if (offer.result === 'rang_out' && isRefusal(cel?.cause)) return 'rejected'
    return offer.result
  }
  const end = cel?.endedAt ?? (pair === null ? null : pair.endedAt)
  if (end === null) return ended ? 'rang_out' : 'ringing'
  if (cel?.cause === 26) return 'elsewhere'
  if (isRefusal(cel?.cause) || pair?.row.disposition === 'BUSY') return 'rejected'
  if (visit !== null) return unansweredInQueue(visit, end)
  if (answeredBeside(ring, all)) return 'elsewhere'
  return pair !== null && rangToTheEnd(pair) ? 'rang_out' : 'cancelled'
}

/** Q.850: 17 user busy, 21 call rejected. */
function isRefusal(cause: number | null | undefined): boolean {
  return cause === 17 || cause === 21
}

/** A phone that queue_log is silent about lost to another one that answered, or the caller went. */
function unansweredInQueue(visit: QueueVisit, end: Instant): AttemptResult {
  if (visit.connect !== null && Math.abs(visit.connect.at - end) <= MATCH_MS) return 'elsewhere'
  if (visit.endedAt !== null && Math.abs(visit.endedAt - end) <= MATCH_MS) {
    return visit.outcome === 'timeout' ? 'rang_out' : 'cancelled'
  }
  return 'rang_out'
}

/** Another phone of the same Dial (a ring group) took the call. */
function answeredBeside(ring: Ring, all: readonly Ring[]): boolean {
  if (ring.dial === '') return false
  return all.some(
    (other) => other !== ring && other.dial === ring.dial && other.pair?.answered === true
  )
}

function rangToTheEnd(pair: Pair): boolean {
  const limit = dialTimeout(pair.row.lastdata)
  return limit === null || pair.row.duration >= limit
}
