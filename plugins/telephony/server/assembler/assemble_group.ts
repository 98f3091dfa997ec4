import type {
  AssembledCall,
  Attempt,
  Instant,
  Leg,
  Recording,
  SurveyMark,
  Transfer,
} from '../model/assembled.js'
import { agentStints, farEndOf, originStint, type Stint } from './agent_stints.js'
import { callOf } from './call_record.js'
import type { CallParts } from './call_outcome.js'
import { transfersOf, type PassedOn } from './call_transfers.js'
import { compareText, gatherEvidence } from './evidence.js'
import { groupKey } from './group_key.js'
import type { LinkedGroup } from './grouping.js'
import { agentLeg, queueLeg, visitKey, type RecordBase } from './leg_records.js'
import { originOf, type AssemblyMoment } from './origin.js'
import { phoneRings, type Ring } from './phone_rings.js'
import { wholeSeconds } from '../model/whole_seconds.js'
import { queueVisits, type QueueVisit } from './queue_visits.js'
import { recordingsOf, type NamedRecording } from './recordings_of.js'
import { addRefusals } from './refusals.js'
import type { Site } from './site.js'
import { surveysOf, type Mark } from './surveys_of.js'

/**
 * Assembles all rows of one linked group into one call with its legs, attempts, transfers, recordings and marks.
 *
 * Pure and deterministic: order and doubles of the rows do not matter, and what is missing (a call still going on, rows that
 * come late) is filled in when the group is assembled again with more rows. Talks and waits of queue calls come from
 * queue_log only; cdr names the parties of every pair; cel, where there is some, sharpens times and says who hung up.
 *
 * @param group rows of one site that belong together, see {@link groupRows}
 * @param site the site's compiled options; its siteId is the records'
 * @param moment up to when the mirror is known to be complete, for calls whose end was lost
 */
export function assembleGroup(
  group: LinkedGroup,
  site: Site,
  moment: AssemblyMoment = {}
): AssembledCall {
  const key = groupKey(group, site.clock)
  const evidence = gatherEvidence(group, key, site)
  const visits = addRefusals(queueVisits(evidence), evidence)
  const origin = originOf(evidence, visits, moment)
  if (origin.endedAt !== null) closeVisits(visits, origin.endedAt)
  const isCall = origin.kind === 'call'
  const rings = isCall ? phoneRings(evidence, visits, origin.direction, origin.ended) : []
  const stints = agentStints(rings, origin)
  const far = farEndOf(evidence, origin, stints)
  const own = originStint(origin, far)
  const everyStint = own === null ? stints : [own, ...stints]
  const parts: CallParts = { evidence, origin, visits, rings, stints: everyStint, far }
  const base: RecordBase = { siteId: site.siteId, callKey: key, direction: origin.direction, site }
  const transfers = transfersOf(evidence, visits, everyStint)
  const legs = legsOf(base, visits, everyStint, rings)
  const recordings = recordingsOf(evidence, visits, everyStint)
  const marks = surveysOf(evidence, visits)
  return {
    call: callOf(base, parts, legs, transfers, recordings, marks),
    legs,
    attempts: rings.map((ring) => attemptRecord(base, ring)),
    transfers: transfers.map((transfer) => transferRecord(base, transfer)),
    recordings: recordings.map((recording) => recordingRecord(base, recording)),
    surveys: marks.map((mark) => surveyRecord(base, mark)),
    ids: group.ids,
  }
}

/** Ends the visits that the queue's log left open: the caller's channel is gone, so the PBX lost them. */
function closeVisits(visits: readonly QueueVisit[], endedAt: Instant): void {
  for (const visit of visits) {
    if (visit.outcome === 'open') {
      visit.outcome = visit.entered ? 'disconnected' : 'refused'
      visit.endedAt = Math.max(endedAt, visit.startedAt)
      if (visit.entered) visit.waitSeconds = wholeSeconds(visit.startedAt, visit.endedAt)
    } else if (visit.connect !== null && visit.endedAt === null) {
      visit.endedAt = Math.max(endedAt, visit.connect.at)
      visit.talkSeconds = wholeSeconds(visit.connect.at, visit.endedAt)
    }
  }
}

function legsOf(
  base: RecordBase,
  visits: readonly QueueVisit[],
  stints: readonly Stint[],
  rings: readonly Ring[]
): Leg[] {
  const legs: Leg[] = []
  visits.forEach((visit, index) => {
    const stint = stints.find((each) => each.visit === visit && each.via === 'queue')
    const passedOn = visits.some(
      (v) => v.transfer?.target === visit.queue && v.transfer.at <= visit.startedAt + 1000
    )
    const offered = rings.filter((ring) => ring.visit === visit)
    legs.push(queueLeg(base, visit, stint, offered, index > 0, passedOn))
  })
  for (const stint of stints) legs.push(agentLeg(base, stint))
  if (legs.length > 1) legs.sort(byStart)
  legs.forEach((leg, index) => {
    leg.ordinal = index + 1
  })
  return legs
}

function byStart(a: Leg, b: Leg): number {
  return a.startedAt - b.startedAt || compareText(b.kind, a.kind) || compareText(a.key, b.key)
}

function attemptRecord(base: RecordBase, ring: Ring): Attempt {
  const part = ring.channel ?? `${ring.offer?.agentText ?? ''}|${ring.offer?.timeText ?? ''}`
  const moment = base.site.clock.moment(ring.startedAt)
  return {
    siteId: base.siteId,
    callKey: base.callKey,
    key: `${base.callKey}|r|${part}`,
    legKey: ring.visit === null ? null : visitKey(base.callKey, ring.visit),
    queue: ring.visit?.queue ?? null,
    agent: ring.agent.agent,
    agentName: ring.agent.name,
    channel: ring.channel,
    result: ring.result,
    startedAt: ring.startedAt,
    endedAt: ring.endedAt,
    ringMs: ring.ringMs,
    via: ring.via,
    localDay: moment.localDay,
    localHour: moment.localHour,
    localWeekday: moment.localWeekday,
  }
}

function transferRecord(base: RecordBase, transfer: PassedOn): Transfer {
  return {
    siteId: base.siteId,
    callKey: base.callKey,
    key: `${base.callKey}|t|${transfer.timeText}`,
    kind: transfer.kind,
    at: transfer.at,
    fromAgent: transfer.fromAgent,
    fromQueue: transfer.visit?.queue ?? null,
    legKey: transfer.visit === null ? null : visitKey(base.callKey, transfer.visit),
    target: transfer.target,
    targetContext: transfer.context,
    toQueue: transfer.toVisit?.queue ?? null,
    toAgent: transfer.toStint?.agent.agent ?? null,
    answered: transfer.toStint !== null,
    ...base.site.clock.moment(transfer.at),
  }
}

function recordingRecord(base: RecordBase, recording: NamedRecording): Recording {
  return {
    siteId: base.siteId,
    callKey: base.callKey,
    key: `${base.callKey}|f|${recording.fileName}`,
    fileName: recording.fileName,
    path: recording.path,
    uniqueId: recording.uniqueId,
    startedAt: recording.startedAt,
    queue: recording.queue,
    agent: recording.agent,
    audioExpected: recording.audioExpected,
    ...base.site.clock.moment(recording.startedAt),
  }
}

function surveyRecord(base: RecordBase, mark: Mark): SurveyMark {
  return {
    siteId: base.siteId,
    callKey: base.callKey,
    key: `${base.callKey}|${mark.part}`,
    queue: mark.queue,
    agent: mark.agent,
    score: mark.score,
    at: mark.at,
    source: mark.source,
    ...base.site.clock.moment(mark.at),
  }
}
