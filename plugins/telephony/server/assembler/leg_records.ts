import type { Direction, Leg } from '../model/assembled.js'
import type { Stint } from './agent_stints.js'
import { lostKindOf } from './call_outcome.js'
import type { Ring } from './phone_rings.js'
import type { QueueVisit } from './queue_visits.js'
import type { Site } from './site.js'

/** What every record of a call shares. */
export interface RecordBase {
  siteId: number
  callKey: string
  direction: Direction
  site: Site
}

/** Key of a queue leg: callid, queue and the PBX's own text of the moment of entry. */
export function visitKey(callKey: string, visit: QueueVisit): string {
  return `${callKey}|q|${visit.callid}|${visit.queue}|${visit.timeText}`
}

export function queueLeg(
  base: RecordBase,
  visit: QueueVisit,
  stint: Stint | undefined,
  offered: readonly Ring[],
  reentry: boolean,
  passedOn: boolean
): Leg {
  const agent = stint?.agent ?? visit.connect?.agent ?? null
  const moment = base.site.clock.moment(visit.startedAt)
  return {
    siteId: base.siteId,
    callKey: base.callKey,
    key: visitKey(base.callKey, visit),
    kind: 'queue',
    direction: base.direction,
    ordinal: 0,
    queue: visit.queue,
    parentKey: null,
    agent: agent?.agent ?? null,
    agentName: agent?.name ?? null,
    agentInterface: agent?.interface ?? null,
    channel: stint?.channel ?? null,
    via: passedOn ? 'transfer' : 'line',
    entered: visit.entered,
    outcome: visit.outcome,
    lost: visit.entered ? lostKindOf(visit.outcome) : null,
    endedBy: visit.endedBy,
    startedAt: visit.startedAt,
    answeredAt: visit.connect?.at ?? null,
    endedAt: visit.endedAt,
    waitSeconds: visit.waitSeconds,
    ringSeconds: secondsOf(visit.connect?.ringMs ?? null),
    talkSeconds: visit.talkSeconds,
    holdSeconds: null,
    acwSeconds: null,
    positionEntered: visit.positionEntered,
    positionLeft: visit.positionLeft,
    exitKey: visit.exitKey,
    attemptCount: offered.length,
    unansweredAttempts: offered.filter(isUnanswered).length,
    reentry,
    exact: true,
    localDay: moment.localDay,
    localHour: moment.localHour,
    localWeekday: moment.localWeekday,
  }
}

function secondsOf(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.floor(milliseconds / 1000)
}

/** Nobody took the offer. A phone that lost to a faster one (ringall) did nothing wrong. */
export function isUnanswered(ring: Ring): boolean {
  return ring.result === 'rang_out' || ring.result === 'cancelled' || ring.result === 'rejected'
}

export function agentLeg(base: RecordBase, stint: Stint): Leg {
  const moment = base.site.clock.moment(stint.startedAt)
  return {
    siteId: base.siteId,
    callKey: base.callKey,
    key: `${base.callKey}|${stint.part}`,
    kind: 'agent',
    direction: base.direction,
    ordinal: 0,
    queue: stint.via === 'queue' ? (stint.visit?.queue ?? null) : null,
    parentKey:
      stint.visit === null || stint.via !== 'queue' ? null : visitKey(base.callKey, stint.visit),
    agent: stint.agent.agent,
    agentName: stint.agent.name,
    agentInterface: stint.agent.interface,
    channel: stint.channel,
    via: stint.via,
    entered: true,
    outcome: stint.answeredAt === null ? 'open' : 'answered',
    lost: null,
    endedBy: stint.endedBy,
    startedAt: stint.startedAt,
    answeredAt: stint.answeredAt,
    endedAt: stint.endedAt,
    waitSeconds: null,
    ringSeconds: stint.ringSeconds,
    talkSeconds: stint.talkSeconds,
    holdSeconds: null,
    acwSeconds: null,
    positionEntered: null,
    positionLeft: null,
    exitKey: null,
    attemptCount: 0,
    unansweredAttempts: 0,
    reentry: false,
    exact: stint.exact,
    localDay: moment.localDay,
    localHour: moment.localHour,
    localWeekday: moment.localWeekday,
  }
}
