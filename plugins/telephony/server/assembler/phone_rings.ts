import type { AttemptResult, Direction, Instant, LegVia } from '../model/assembled.js'
import { isLocal, localBase } from './channel_names.js'
import type { ChannelFacts } from './cel_facts.js'
import { compareText, type Evidence, type Pair } from './evidence.js'
import type { Offer, QueueVisit } from './queue_visits.js'
import { MATCH_MS, settle } from './ring_results.js'
import type { Agent } from './site.js'

/** One phone rung once. Its channel is its identity; offers of queue_log that match no channel have none. */
export interface Ring {
  channel: string | null
  agent: Agent
  visit: QueueVisit | null
  offer: Offer | null
  pair: Pair | null
  /** Names the Dial() that rang it: phones of one ring group have the same. '' for queues. */
  dial: string
  cel: ChannelFacts | null
  via: LegVia
  result: AttemptResult
  startedAt: Instant
  answeredAt: Instant | null
  /** End of the ringing (of the talk when answered: see endedAt of the leg). */
  endedAt: Instant | null
  ringMs: number | null
  /** Times come from queue_log or cel, not from an estimate. */
  exact: boolean
}

/**
 * Every ring of a phone in a call: cdr names the channel of each dialled party (also of the phones that lost a ringall,
 * of which queue_log is silent), cel adds those that still ring, queue_log adds result and milliseconds.
 */
export function phoneRings(
  evidence: Evidence,
  visits: readonly QueueVisit[],
  direction: Direction,
  ended: boolean
): Ring[] {
  const rings = [...ringsOfPairs(evidence, visits, direction), ...ringsOfCel(evidence, visits)]
  if (rings.length > 1) rings.sort(byChannelOrder)
  const extra: Ring[] = []
  for (const visit of visits) matchOffers(visit, rings, extra, evidence)
  for (const ring of rings) settle(ring, rings, ended)
  return extra.length === 0 ? rings : [...rings, ...extra].sort(byStart)
}

function ringsOfPairs(
  evidence: Evidence,
  visits: readonly QueueVisit[],
  direction: Direction
): Ring[] {
  const rings: Ring[] = []
  for (const pair of evidence.pairs) {
    const agent = pair.callee.agent
    if (agent === null) continue
    const offered = offeringPair(pair, evidence)
    rings.push({
      ...blankRing(pair.row.dstchannel, agent, pair.startedAt),
      visit: offered === null ? null : visitOf(visits, offered, pair),
      pair,
      dial: offered === null ? dialOf(pair, evidence) : '',
      cel: evidence.cel?.byName.get(pair.row.dstchannel) ?? null,
      via: offered === null ? viaOf(pair, evidence, visits, direction) : 'queue',
    })
  }
  return rings
}

/** The cdr row by which a queue offered the caller to this phone: itself, or the row of the Local member's other half. */
function offeringPair(pair: Pair, evidence: Evidence): Pair | null {
  if (pair.queue !== null) return pair
  if (pair.caller.kind !== 'local') return null
  const half = `${localBase(pair.row.channel)};1`
  const dialling = evidence.pairs.filter((other) => other.row.dstchannel === half)
  if (dialling.some((other) => other.caller.kind === 'phone')) return null
  return dialling.find((other) => other.queue !== null) ?? null
}

/** A ring group may dial its phones through Local channels: the Dial() is that of the caller's own channel. */
function dialOf(pair: Pair, evidence: Evidence): string {
  const half = `${localBase(pair.row.channel)};1`
  const dialling =
    pair.caller.kind === 'local'
      ? (evidence.pairs.find((other) => other.row.dstchannel === half) ?? pair)
      : pair
  return `${dialling.row.uniqueid}|${dialling.row.lastdata}`
}

/** The visit during which a pair of the same channel and queue ended. */
function visitOf(visits: readonly QueueVisit[], offered: Pair, pair: Pair): QueueVisit | null {
  let found: QueueVisit | null = null
  for (const visit of visits) {
    if (!visit.entered || visit.callid !== offered.row.uniqueid || visit.queue !== offered.queue)
      continue
    if (found === null || visit.startedAt <= pair.endedAt) found = visit
  }
  return found
}

function viaOf(
  pair: Pair,
  evidence: Evidence,
  visits: readonly QueueVisit[],
  direction: Direction
): LegVia {
  const half = `${localBase(pair.row.channel)};1`
  const consulted =
    isLocal(pair.row.channel) &&
    evidence.pairs.some((other) => other.row.dstchannel === half && other.caller.kind === 'phone')
  if (consulted || (direction === 'inbound' && pair.caller.kind === 'phone')) return 'consult'
  const passedOn =
    visits.some(
      (visit) => visit.transfer?.kind === 'blind' && visit.transfer.at <= pair.startedAt + 1000
    ) || evidence.cel?.transfers.some((t) => t.kind === 'blind' && t.at <= pair.startedAt + 1000)
  return passedOn === true ? 'transfer' : 'dial'
}

/** Phones that ring while no cdr row exists yet: the PBX began their channels (`s`), not they. */
function ringsOfCel(evidence: Evidence, visits: readonly QueueVisit[]): Ring[] {
  if (evidence.cel === null) return []
  const rings: Ring[] = []
  for (const channel of evidence.cel.byId.values()) {
    if (channel.startedAt === null || channel.exten !== 's' || channel.uniqueId === evidence.key)
      continue
    const { agent } = evidence.site.partyOf(channel.name)
    if (agent === null) continue
    if (
      evidence.pairs.some(
        (p) => p.row.dstchannel === channel.name || p.row.uniqueid === channel.uniqueId
      )
    ) {
      continue
    }
    const visit = waitingVisit(visits, channel.startedAt)
    rings.push({
      ...blankRing(channel.name, agent, channel.startedAt),
      visit,
      cel: channel,
      via: visit === null ? 'dial' : 'queue',
    })
  }
  return rings
}

function waitingVisit(visits: readonly QueueVisit[], at: Instant): QueueVisit | null {
  let found: QueueVisit | null = null
  for (const visit of visits) {
    const left = visit.connect?.at ?? visit.endedAt ?? Number.POSITIVE_INFINITY
    if (visit.entered && visit.startedAt <= at + 1000 && at <= left) found = visit
  }
  return found
}

function blankRing(channel: string | null, agent: Agent, startedAt: Instant): Ring {
  return {
    channel,
    agent,
    visit: null,
    offer: null,
    pair: null,
    dial: '',
    cel: null,
    via: 'dial',
    result: 'ringing',
    startedAt,
    answeredAt: null,
    endedAt: null,
    ringMs: null,
    exact: false,
  }
}

/** Gives each offer of a visit the ring of that agent that ended at its moment; offers without one become rings of their own. */
function matchOffers(
  visit: QueueVisit,
  rings: readonly Ring[],
  extra: Ring[],
  evidence: Evidence
): void {
  for (const offer of visit.offers) {
    const ring = bestRing(visit, offer, rings, evidence)
    if (ring !== null) {
      ring.offer = offer
      if (offer.agent?.interface !== null && offer.agent !== null) ring.agent = offer.agent
      continue
    }
    const agent = offer.agent ?? { agent: offer.agentText, name: null, interface: null }
    const made = blankRing(null, agent, offer.at)
    extra.push({ ...made, visit, offer, via: 'queue' })
    const last = extra[extra.length - 1]
    if (last !== undefined) settle(last, [], true)
  }
}

function bestRing(
  visit: QueueVisit,
  offer: Offer,
  rings: readonly Ring[],
  evidence: Evidence
): Ring | null {
  const named = evidence.cel?.byId.get(offer.channelId)?.name
  let best: Ring | null = null
  let bestScore = Number.POSITIVE_INFINITY
  for (const ring of rings) {
    if (ring.visit !== visit || ring.offer !== null) continue
    const score = mismatch(ring, offer, named)
    if (score < bestScore) {
      best = ring
      bestScore = score
    }
  }
  return best
}

/** 0 = the same for sure, Infinity = not the same. */
function mismatch(ring: Ring, offer: Offer, named: string | undefined): number {
  if (named !== undefined && named === ring.channel) return 0
  const answered = ring.pair?.answered ?? (ring.cel?.answeredAt ?? null) !== null
  if (answered !== (offer.result === 'answered')) return Number.POSITIVE_INFINITY
  const unknown = offer.agent === null || offer.agent.interface === null
  if (!unknown && offer.agent?.agent !== ring.agent.agent) return Number.POSITIVE_INFINITY
  if (answered) return unknown ? MATCH_MS : 1
  const end = ring.cel?.endedAt ?? ring.pair?.endedAt
  if (end === undefined || end === null) return Number.POSITIVE_INFINITY
  const distance = Math.abs(end - offer.at)
  return distance <= MATCH_MS ? distance + 1 : Number.POSITIVE_INFINITY
}

function byChannelOrder(a: Ring, b: Ring): number {
  return (
    orderOf(a) - orderOf(b) ||
    (a.pair?.row.sequence ?? Number.MAX_SAFE_INTEGER) -
      (b.pair?.row.sequence ?? Number.MAX_SAFE_INTEGER) ||
    compareText(a.channel ?? '', b.channel ?? '')
  )
}

function orderOf(ring: Ring): number {
  return ring.cel?.startedAt ?? ring.startedAt
}

function byStart(a: Ring, b: Ring): number {
  return a.startedAt - b.startedAt || compareText(a.channel ?? '', b.channel ?? '')
}
