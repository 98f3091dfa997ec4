import type { CallKind, Direction, Instant } from '../model/assembled.js'
import type { ChannelFacts } from './cel_facts.js'
import type { Evidence, Pair } from './evidence.js'
import type { QueueVisit } from './queue_visits.js'
import type { Party } from './site.js'

/** How a call began, from its first channel. */
export interface Origin {
  /** First cdr row of the first channel; null while the call goes on (cdr comes at its end). */
  pair: Pair | null
  /** Last cdr row of the first channel. */
  lastPair: Pair | null
  cel: ChannelFacts | null
  channel: string
  party: Party
  direction: Direction
  kind: CallKind
  clickToCall: boolean
  startedAt: Instant
  ended: boolean
  endedAt: Instant | null
}

/** Options of one assembly. */
export interface AssemblyMoment {
  /**
   * The mirror is known to be complete up to this instant (the PBX's newest row, say). A call whose last row is older than
   * this by `staleAfterSeconds` is taken as ended even though its end is missing.
   */
  completeUpTo?: Instant
  /** Default 6 hours. */
  staleAfterSeconds?: number
}

const STALE_SECONDS = 6 * 3600

/** Reads a call's first channel. Pure. */
export function originOf(
  evidence: Evidence,
  visits: readonly QueueVisit[],
  moment: AssemblyMoment
): Origin {
  const own = evidence.pairs.filter((pair) => pair.row.uniqueid === evidence.key)
  const pair = own[0] ?? null
  const cel = evidence.cel?.byId.get(evidence.key) ?? null
  const channel = pair?.row.channel ?? cel?.name ?? evidence.pairs[0]?.row.channel ?? ''
  const party = evidence.site.partyOf(channel)
  const direction = directionOf(evidence, party, visits)
  const clickToCall = party.kind === 'phone' && cel?.exten === 's'
  const end = endOf(evidence, own, cel, moment)
  return {
    pair,
    lastPair: own[own.length - 1] ?? null,
    cel,
    channel,
    party,
    direction:
      clickToCall && direction === 'internal' && !dialsPhone(evidence) ? 'outbound' : direction,
    kind: kindOf(evidence, direction, visits, clickToCall, party),
    clickToCall,
    startedAt: startOf(evidence, pair, cel, visits),
    ended: end !== null,
    endedAt: end,
  }
}

function directionOf(evidence: Evidence, party: Party, visits: readonly QueueVisit[]): Direction {
  if (party.kind === 'trunk') return 'inbound'
  if (evidence.pairs.some((pair) => pair.row.did !== '')) return 'inbound'
  const toTrunk =
    evidence.pairs.some((pair) => pair.callee.kind === 'trunk') || celDialsTrunk(evidence)
  if (toTrunk) return 'outbound'
  return party.kind === 'phone' || visits.length === 0 ? 'internal' : 'inbound'
}

function celDialsTrunk(evidence: Evidence): boolean {
  if (evidence.cel === null || evidence.pairs.length > 0) return false
  for (const channel of evidence.cel.byId.values()) {
    if (channel.exten === 's' && evidence.site.partyOf(channel.name).kind === 'trunk') return true
  }
  return false
}

function dialsPhone(evidence: Evidence): boolean {
  return evidence.pairs.some((pair) => pair.callee.kind === 'phone' || pair.callee.kind === 'local')
}

/**
 * Programs (Stasis applications, snooping) are not calls of customers; a phone that reached nobody but the PBX itself
 * dialled a feature code.
 */
function kindOf(
  evidence: Evidence,
  direction: Direction,
  visits: readonly QueueVisit[],
  clickToCall: boolean,
  party: Party
): CallKind {
  const { pairs } = evidence
  if (party.kind === 'snoop') return 'service'
  if (
    pairs.length > 0 &&
    pairs.every((p) => p.row.lastapp === 'Stasis' || p.caller.kind === 'snoop')
  ) {
    return 'service'
  }
  if (direction !== 'internal' || visits.length > 0 || clickToCall) return 'call'
  const dials = pairs.some((pair) => pair.row.dstchannel !== '' || pair.row.lastapp === 'Dial')
  if (dials || (pairs.length === 0 && celRings(evidence))) return 'call'
  return 'feature'
}

function celRings(evidence: Evidence): boolean {
  for (const channel of evidence.cel?.byId.values() ?? []) {
    if (channel.exten === 's' && channel.uniqueId !== evidence.key) return true
  }
  return false
}

function startOf(
  evidence: Evidence,
  pair: Pair | null,
  cel: ChannelFacts | null,
  visits: readonly QueueVisit[]
): Instant {
  const known = pair?.startedAt ?? cel?.startedAt
  if (known !== undefined && known !== null) return known
  let first = Number.POSITIVE_INFINITY
  for (const each of evidence.pairs) first = Math.min(first, each.startedAt)
  for (const visit of visits) first = Math.min(first, visit.startedAt)
  for (const event of evidence.queueEvents) first = Math.min(first, event.at)
  for (const channel of evidence.cel?.byId.values() ?? []) {
    if (channel.startedAt !== null) first = Math.min(first, channel.startedAt)
  }
  return first === Number.POSITIVE_INFINITY ? (evidence.cel?.latest ?? 0) : first
}

/**
 * When the call ended; null while it goes on. With cel: all its channels have ended. Without: cdr has a row of the first
 * channel, which Asterisk writes when that channel is gone. Else only age tells.
 */
function endOf(
  evidence: Evidence,
  own: readonly Pair[],
  cel: ChannelFacts | null,
  moment: AssemblyMoment
): Instant | null {
  const last = latestOf(evidence)
  if (evidence.cel !== null && cel !== null && !celOpen(evidence)) return last
  if (own.length > 0 && (cel === null || cel.endedAt === null)) return last
  const { completeUpTo, staleAfterSeconds = STALE_SECONDS } = moment
  if (completeUpTo !== undefined && last + staleAfterSeconds * 1000 < completeUpTo) return last
  return null
}

function celOpen(evidence: Evidence): boolean {
  for (const channel of evidence.cel?.byId.values() ?? []) {
    if (channel.startedAt !== null && channel.endedAt === null) return true
  }
  return false
}

/** The latest moment that any row of the call tells of. */
function latestOf(evidence: Evidence): Instant {
  let latest = evidence.cel?.latest ?? Number.NEGATIVE_INFINITY
  for (const pair of evidence.pairs) latest = Math.max(latest, pair.endedAt)
  for (const event of evidence.queueEvents) latest = Math.max(latest, event.at)
  return latest
}
