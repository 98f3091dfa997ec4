import type { Instant, LegEnd, LegVia } from '../model/assembled.js'
import type { Evidence, Pair } from './evidence.js'
import type { Origin } from './origin.js'
import type { Ring } from './phone_rings.js'
import { wholeSeconds } from '../model/whole_seconds.js'
import type { QueueVisit } from './queue_visits.js'
import type { Agent } from './site.js'

/** One agent's part in a call. */
export interface Stint {
  /** Last part of the leg's key. */
  part: string
  agent: Agent
  channel: string | null
  visit: QueueVisit | null
  ring: Ring | null
  via: LegVia
  startedAt: Instant
  answeredAt: Instant | null
  endedAt: Instant | null
  ringSeconds: number | null
  talkSeconds: number | null
  endedBy: LegEnd | null
  exact: boolean
}

/** The outside party of an outgoing call, or what stands for it. */
export interface FarEnd {
  pair: Pair | null
  answeredAt: Instant | null
  endedAt: Instant | null
  talkSeconds: number | null
  exact: boolean
}

/** Who spoke: one stint for each answered ring, one for each answer that only queue_log tells of. */
export function agentStints(rings: readonly Ring[], origin: Origin): Stint[] {
  const stints: Stint[] = []
  for (const ring of rings) {
    if (ring.result !== 'answered' || ring.answeredAt === null) continue
    const visit = ring.offer === null ? null : ring.visit
    stints.push(visit === null ? dialledStint(ring, origin) : queueStint(ring, visit))
  }
  return stints
}

function queueStint(ring: Ring, visit: QueueVisit): Stint {
  return {
    part: `a|${visit.callid}|${visit.queue}|${visit.timeText}`,
    agent: ring.agent,
    channel: ring.channel,
    visit,
    ring,
    via: 'queue',
    startedAt: ring.startedAt,
    answeredAt: ring.answeredAt,
    endedAt: visit.endedAt,
    ringSeconds: ring.ringMs === null ? null : Math.floor(ring.ringMs / 1000),
    talkSeconds: visit.talkSeconds,
    endedBy: visit.endedBy,
    exact: true,
  }
}

function dialledStint(ring: Ring, origin: Origin): Stint {
  const endedAt = ring.cel?.endedAt ?? ring.pair?.endedAt ?? null
  return {
    part: `a|${ring.channel ?? ''}`,
    agent: ring.agent,
    channel: ring.channel,
    visit: ring.visit,
    ring,
    via: ring.via,
    startedAt: ring.startedAt,
    answeredAt: ring.answeredAt,
    endedAt,
    ringSeconds: ring.ringMs === null ? null : Math.floor(ring.ringMs / 1000),
    talkSeconds:
      endedAt === null || ring.answeredAt === null ? null : wholeSeconds(ring.answeredAt, endedAt),
    endedBy: ring.channel === null ? null : whoEnded(ring.channel, origin),
    exact: ring.exact,
  }
}

/** cel names the channel that hung up first on the channel of the caller. */
function whoEnded(channel: string, origin: Origin): LegEnd | null {
  const source = origin.cel?.source ?? ''
  if (source === channel) return 'callee'
  if (source !== '' && source === origin.channel) return 'caller'
  return null
}

/** The far end of a call that an agent's phone made: the trunk's channel, for internal calls the phone that answered. */
export function farEndOf(evidence: Evidence, origin: Origin, stints: readonly Stint[]): FarEnd {
  const dialled = evidence.pairs.filter((pair) => pair.callee.kind === 'trunk')
  const pair = dialled.find((each) => each.answered) ?? dialled[dialled.length - 1] ?? null
  if (pair === null) return insideFarEnd(stints)
  if (!pair.answered)
    return { pair, answeredAt: null, endedAt: null, talkSeconds: null, exact: true }
  const cel = evidence.cel?.byName.get(pair.row.dstchannel)
  const endedAt = cel?.endedAt ?? pair.endedAt
  const waited = pair.row.duration - pair.row.billsec
  const answeredAt = cel?.answeredAt ?? pair.startedAt + waited * 1000
  return {
    pair,
    answeredAt,
    endedAt,
    talkSeconds: wholeSeconds(answeredAt, endedAt),
    exact: cel?.answeredAt !== undefined || (!origin.clickToCall && waited > 0),
  }
}

function insideFarEnd(stints: readonly Stint[]): FarEnd {
  const stint = stints.find((each) => each.answeredAt !== null)
  return {
    pair: null,
    answeredAt: stint?.answeredAt ?? null,
    endedAt: stint?.endedAt ?? null,
    talkSeconds: stint?.talkSeconds ?? null,
    exact: stint?.exact ?? true,
  }
}

/** The part of the agent whose phone began an outgoing or internal call; null for incoming ones. */
export function originStint(origin: Origin, far: FarEnd): Stint | null {
  const agent = origin.party.agent
  if (agent === null || origin.direction === 'inbound' || origin.kind !== 'call') return null
  return {
    part: `a|${origin.channel}`,
    agent,
    channel: origin.channel,
    visit: null,
    ring: null,
    via: 'origin',
    startedAt: origin.startedAt,
    answeredAt: far.answeredAt,
    endedAt: origin.cel?.endedAt ?? far.endedAt ?? origin.endedAt,
    ringSeconds: null,
    talkSeconds: far.talkSeconds,
    endedBy: null,
    exact: far.exact,
  }
}
