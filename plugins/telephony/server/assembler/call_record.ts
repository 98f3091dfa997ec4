import type { Call, Instant, Leg } from '../model/assembled.js'
import type { Stint } from './agent_stints.js'
import { hungUpByOf, lostKindOf, outcomeOf, type CallParts } from './call_outcome.js'
import type { PassedOn } from './call_transfers.js'
import { isUnanswered, type RecordBase } from './leg_records.js'
import { wholeSeconds } from '../model/whole_seconds.js'
import type { QueueVisit } from './queue_visits.js'
import type { NamedRecording } from './recordings_of.js'
import type { Mark } from './surveys_of.js'
import { partiesOf, type Parties } from './call_parties.js'

/** The record of the whole call. */
export function callOf(
  base: RecordBase,
  parts: CallParts,
  legs: readonly Leg[],
  transfers: readonly PassedOn[],
  recordings: readonly NamedRecording[],
  marks: readonly Mark[]
): Call {
  const { origin, rings } = parts
  const parties = partiesOf(parts)
  const queues = queuesOf(parts.visits)
  const outcome = outcomeOf(parts)
  const answers = answersOf(parts)
  const first = answers[0]
  const agents = agentsOf(answers, parts)
  const moment = base.site.clock.moment(origin.startedAt)
  const isCall = origin.kind === 'call'
  return {
    siteId: base.siteId,
    key: base.callKey,
    uniqueId: origin.pair?.row.uniqueid ?? origin.cel?.uniqueId ?? base.callKey,
    kind: origin.kind,
    direction: origin.direction,
    state: origin.ended ? 'ended' : 'open',
    outcome,
    answered: isCall && first !== undefined,
    lost: isCall && origin.ended && first === undefined ? lostOf(parts.visits) : null,
    ignored: isIgnored(base, parties),
    clickToCall: origin.clickToCall,
    startedAt: origin.startedAt,
    answeredAt: isCall ? (first?.answeredAt ?? null) : null,
    endedAt: origin.endedAt,
    durationSeconds:
      origin.endedAt === null ? null : wholeSeconds(origin.startedAt, origin.endedAt),
    ringSeconds: first?.ringSeconds ?? null,
    waitSeconds: waitOf(parts.visits),
    talkSeconds: isCall ? talkOf(answers) : null,
    holdSeconds: null,
    acwSeconds: null,
    callerNumber: parties.callerNumber,
    callerName: parties.callerName,
    dialledNumber: parties.dialledNumber,
    externalNumber: parties.externalNumber,
    did: parties.did,
    trunk: parties.trunk,
    ivrChoice: parties.ivrChoice,
    ivr: parties.ivr,
    firstQueue: queues.firstQueue,
    lastQueue: queues.lastQueue,
    queueCount: queues.queueCount,
    refusedCount: queues.refusedCount,
    agent: agents.agent,
    agentName: agents.agentName,
    lastAgent: agents.lastAgent,
    attemptCount: rings.length,
    unansweredAttempts: rings.filter(isUnanswered).length,
    transferCount: transfers.length,
    hungUpBy: hungUpByOf(parts, outcome),
    hangupCause: origin.cel?.cause ?? null,
    score: marks[marks.length - 1]?.score ?? null,
    exitKey: legs.find((leg) => leg.exitKey !== null)?.exitKey ?? null,
    recordingCount: recordings.length,
    localDay: moment.localDay,
    localHour: moment.localHour,
    localWeekday: moment.localWeekday,
  }
}

/** Stints in which the other party was spoken to, in order of time. Outgoing: the agent's own, once the far end answered. */
function answersOf({ origin, stints, far }: CallParts): Stint[] {
  const answers = stints.filter((stint) => stint.answeredAt !== null && stint.via !== 'origin')
  if (origin.direction === 'outbound' && far.pair !== null && far.answeredAt !== null) {
    answers.unshift(...stints.filter((stint) => stint.via === 'origin'))
  }
  return answers.sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0))
}

function waitOf(visits: readonly QueueVisit[]): number | null {
  let sum: number | null = null
  for (const visit of visits) {
    if (visit.entered && visit.waitSeconds !== null) sum = (sum ?? 0) + visit.waitSeconds
  }
  return sum
}

/** Sum of the talks, time in which two agents spoke at once (a consultation) counted once. */
function talkOf(answers: readonly Stint[]): number | null {
  let sum: number | null = null
  let until: Instant = Number.NEGATIVE_INFINITY
  for (const { answeredAt, endedAt, talkSeconds } of answers) {
    if (answeredAt === null || endedAt === null || talkSeconds === null) continue
    const overlap = Math.max(0, Math.min(until, endedAt) - answeredAt)
    sum = (sum ?? 0) + Math.max(0, talkSeconds - Math.round(overlap / 1000))
    until = Math.max(until, endedAt)
  }
  return sum
}

/** The last queue that let the caller in decides why the call was lost. */
function lostOf(visits: readonly QueueVisit[]): Call['lost'] {
  const entered = visits.filter((visit) => visit.entered)
  const last = entered[entered.length - 1]
  return last === undefined ? null : lostKindOf(last.outcome)
}

function queuesOf(visits: readonly QueueVisit[]) {
  return {
    firstQueue: visits[0]?.queue ?? null,
    lastQueue: visits[visits.length - 1]?.queue ?? null,
    queueCount: visits.filter((visit) => visit.entered).length,
    refusedCount: visits.filter((visit) => !visit.entered && visit.outcome !== 'open').length,
  }
}

function agentsOf(answers: readonly Stint[], { stints }: CallParts) {
  const own = stints.find((stint) => stint.via === 'origin')
  const first = own ?? answers[0]
  const last = answers[answers.length - 1] ?? own
  return {
    agent: first?.agent.agent ?? null,
    agentName: first?.agent.name ?? null,
    lastAgent: last?.agent.agent ?? null,
  }
}

/** The site's rule for short numbers: the other party's number has too few digits. A withheld number is not short. */
function isIgnored({ site, direction }: RecordBase, parties: Parties): boolean {
  const least = site.options.ignoreShorterThan
  if (least === null) return false
  const other = direction === 'internal' ? parties.dialledNumber : parties.externalNumber
  const digits = other.replace(/\D/g, '').length
  return digits > 0 && digits < least
}
