import type { CallOutcome, HungUpBy, LostKind, QueueOutcome } from '../model/assembled.js'
import type { FarEnd, Stint } from './agent_stints.js'
import { dialTimeout } from './channel_names.js'
import type { Evidence, Pair } from './evidence.js'
import type { Origin } from './origin.js'
import type { Ring } from './phone_rings.js'
import type { QueueVisit } from './queue_visits.js'

/** All that the outcome of a call follows from. */
export interface CallParts {
  evidence: Evidence
  origin: Origin
  visits: readonly QueueVisit[]
  rings: readonly Ring[]
  stints: readonly Stint[]
  far: FarEnd
}

/** The glossary's split of lost calls; null for visits that are no loss. */
export function lostKindOf(outcome: QueueOutcome): LostKind | null {
  switch (outcome) {
    case 'abandoned':
      return 'abandoned'
    case 'timeout':
    case 'exit_key':
    case 'left_empty':
      return 'missed'
    case 'disconnected':
      return 'disconnected'
    default:
      return null
  }
}

/** How the call went (see CallOutcome). */
export function outcomeOf(parts: CallParts): CallOutcome {
  const { origin } = parts
  if (!origin.ended) return 'open'
  if (origin.kind !== 'call') return 'completed'
  if (origin.direction === 'outbound') return outboundOutcome(parts)
  return origin.direction === 'internal' ? internalOutcome(parts) : inboundOutcome(parts)
}

function inboundOutcome({ evidence, origin, visits, rings, stints }: CallParts): CallOutcome {
  if (stints.length > 0) return 'answered'
  const dialled = rings.filter((ring) => ring.visit === null)
  const visit = visits[visits.length - 1]
  if (visit !== undefined && visit.outcome !== 'open') return visit.outcome
  const ring = dialled[dialled.length - 1]
  if (ring !== undefined) return ringOutcome(ring)
  const answered = (origin.cel?.answeredAt ?? null) !== null || wasAnswered(origin)
  if (!answered) return evidence.pairs.some(isDial) ? 'failed' : 'no_route'
  return endedBySystem(origin) ? 'closed' : 'ivr_abandoned'
}

/** The PBX itself (an IVR, a message) answered the first channel. */
function wasAnswered(origin: Origin): boolean {
  return origin.pair?.row.disposition === 'ANSWERED'
}

function isDial(pair: Pair): boolean {
  return pair.row.lastapp === 'Dial'
}

function internalOutcome({ evidence, visits, rings, stints }: CallParts): CallOutcome {
  if (stints.some((stint) => stint.via !== 'origin')) return 'answered'
  const visit = visits[visits.length - 1]
  if (visit !== undefined && visit.outcome !== 'open') return visit.outcome
  const ring = rings[rings.length - 1]
  if (ring !== undefined) return ringOutcome(ring)
  const pair = evidence.pairs[evidence.pairs.length - 1]
  return pair?.row.disposition === 'BUSY' ? 'busy' : 'failed'
}

function ringOutcome(ring: Ring): CallOutcome {
  if (ring.result === 'rejected') return 'busy'
  return ring.result === 'cancelled' ? 'cancelled' : 'no_answer'
}

function outboundOutcome({ evidence, origin, far }: CallParts): CallOutcome {
  if (far.answeredAt !== null) return 'answered'
  const { pair } = far
  if (pair === null) return origin.clickToCall ? 'no_answer' : 'failed'
  if (pair.row.disposition === 'BUSY') return 'busy'
  if (pair.row.disposition !== 'NO ANSWER') return 'failed'
  const cel = evidence.cel?.byName.get(pair.row.dstchannel)
  if (cel === undefined) return unansweredByDuration(pair)
  if (origin.cel?.dialStatus === 'CANCEL') return 'cancelled'
  return isNetworkCause(cel.cause) ? 'failed' : 'no_answer'
}

/** A carrier that knows the number not (404) ends at once; a ring shorter than the dial's limit was cancelled. */
function unansweredByDuration({ row }: Pair): CallOutcome {
  if (row.duration === 0) return 'failed'
  const limit = dialTimeout(row.lastdata)
  return limit !== null && row.duration < limit ? 'cancelled' : 'no_answer'
}

/** Q.850 causes of the number or the network, not of the called party. */
function isNetworkCause(cause: number | null): boolean {
  if (cause === null) return false
  return [
    1, 2, 3, 5, 22, 27, 28, 29, 34, 38, 41, 42, 44, 47, 50, 57, 58, 63, 65, 79, 88, 102, 111,
  ].includes(cause)
}

/** The PBX refused the call itself; hangupsource then names the caller's channel although he did nothing. */
const UNREACHED = new Set<CallOutcome>(['busy', 'no_answer', 'failed', 'no_route'])

/** Applications by which the dialplan itself ends a call. */
const ENDING = new Set(['Hangup', 'Congestion', 'Busy'])

function endedBySystem({ cel, lastPair }: Origin): boolean {
  if (lastPair !== null && lastPair.row.dstchannel === '' && ENDING.has(lastPair.row.lastapp))
    return true
  return cel?.source.startsWith('dialplan/') === true
}

/**
 * Who hung up. `hangupsource` keeps the name of the agent's channel through a survey, so the last cdr row of the caller
 * comes first: alone in the dialplan he left himself unless the dialplan hung up.
 */
export function hungUpByOf(parts: CallParts, outcome: CallOutcome): HungUpBy | null {
  const { origin, visits } = parts
  if (!origin.ended) return null
  if (outcome === 'cancelled') return 'caller'
  if (UNREACHED.has(outcome) || endedBySystem(origin)) return 'system'
  const { lastPair, cel } = origin
  if (lastPair !== null && lastPair.row.dstchannel === '') return 'caller'
  if (cel !== null && cel.source !== '') return cel.source === origin.channel ? 'caller' : 'callee'
  const visit = visits[visits.length - 1]
  if (visit?.outcome === 'abandoned') return 'caller'
  return visit?.endedBy === 'caller' || visit?.endedBy === 'callee' ? visit.endedBy : null
}
