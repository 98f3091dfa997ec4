import type { AttemptResult, Direction, Instant, LegVia } from '../model/assembled.js'
import { dialTimeout, isLocal, localBase } from './channel_names.js'
import type { ChannelFacts } from './cel_facts.js'
import { compareText, type Evidence, type Pair } from './evidence.js'
import type { Offer, QueueVisit } from './queue_visits.js'
import type { Agent } from './site.js'

/** One phone rung once. Its channel is its identity; offers of queue_log that match no channel have none. */
export interface Ring {
  channel: string | null
  agent: Agent
  visit: QueueVisit | null
  offer: Offer | null
  pair: Pair | null
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

/** How far the end of a pair (whole seconds of another clock) may lie from queue_log's moment. */
const MATCH_MS = 3000

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

/** Works out result and times of a ring from the best source that knows them. */
function settle(ring: Ring, all: readonly Ring[], ended: boolean): void {
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
  return all.some(
    (other) =>
      other !== ring &&
      other.pair?.answered === true &&
      other.pair.row.uniqueid === ring.pair?.row.uniqueid &&
      other.pair.row.lastdata === ring.pair.row.lastdata &&
      other.pair.queue === null
  )
}

function rangToTheEnd(pair: Pair): boolean {
  const limit = dialTimeout(pair.row.lastdata)
  return limit === null || pair.row.duration >= limit
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
