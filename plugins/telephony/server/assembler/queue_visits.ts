import type { Instant, LegEnd, QueueOutcome } from '../model/assembled.js'
import type { RawQueueLog } from '../model/raw.js'
import { wholeSeconds } from '../model/whole_seconds.js'
import type { Evidence, QueueEvent } from './evidence.js'
import type { Agent } from './site.js'

/** An offer of a waiting caller to an agent, as queue_log tells it. */
export interface Offer {
  /** Moment of the row: the end of the ringing. */
  at: Instant
  timeText: string
  agentText: string
  agent: Agent | null
  result: 'answered' | 'rang_out' | 'cancelled' | 'rejected'
  ringMs: number | null
  /** uniqueid of the agent's channel (of the Local;1 for Local members); only CONNECT has it. */
  channelId: string
}

/** One visit of a waiting channel to a queue. Key: callid, queue and moment of entry. */
export interface QueueVisit {
  callid: string
  queue: string
  /** PBX text of the moment of entry or of asking: part of the key, so that another time zone changes no key. */
  timeText: string
  startedAt: Instant
  entered: boolean
  callerNumber: string
  positionEntered: number | null
  connect: Offer | null
  outcome: QueueOutcome
  endedBy: LegEnd | null
  endedAt: Instant | null
  waitSeconds: number | null
  talkSeconds: number | null
  positionLeft: number | null
  exitKey: string | null
  offers: Offer[]
  transfer: TransferEvent | null
}

/** A queue's talk that ended by passing the call on. */
export interface TransferEvent {
  at: Instant
  timeText: string
  kind: 'blind' | 'attended'
  target: string | null
  context: string | null
}

/**
 * The visits to queues that a call's queue_log tells of, in order of time. Waits and talks are the PBX's own whole seconds.
 * Visits that a queue refused are added by {@link addRefusals}.
 */
export function queueVisits(evidence: Evidence): QueueVisit[] {
  const visits: QueueVisit[] = []
  for (const event of evidence.queueEvents) note(visits, event, evidence)
  return visits
}

function note(visits: QueueVisit[], event: QueueEvent, evidence: Evidence): void {
  const { row, at } = event
  switch (row.event) {
    case 'ENTERQUEUE':
      enter(visits, event)
      return
    case 'CONNECT':
      connect(visitFor(visits, event, seconds(row.data1)), event, evidence)
      return
    case 'COMPLETECALLER':
    case 'COMPLETEAGENT':
      finishTalk(
        visitFor(visits, event, sum(row.data1, row.data2)),
        event,
        row.event === 'COMPLETECALLER' ? 'caller' : 'callee',
        seconds(row.data2)
      )
      return
    case 'BLINDTRANSFER':
    case 'TRANSFER':
      transfer(visitFor(visits, event, sum(row.data3, row.data4)), event, 'blind')
      return
    case 'ATTENDEDTRANSFER':
      transfer(visitFor(visits, event, sum(row.data3, row.data4)), event, 'attended')
      return
    case 'RINGNOANSWER':
    case 'RINGCANCELED':
    case 'AGENTDUMP':
      visitFor(visits, event, 0).offers.push(unansweredOffer(row, at, evidence))
      return
    default:
      leaveUnanswered(visits, event)
  }
}

/** Events by which a caller leaves a queue unanswered: outcome and places of position, wait and key among the data columns. */
const EXITS: Record<string, { outcome: QueueOutcome; position: 0 | 1; wait: 2 | 3 }> = {
  ABANDON: { outcome: 'abandoned', position: 0, wait: 2 },
  EXITWITHTIMEOUT: { outcome: 'timeout', position: 0, wait: 2 },
  EXITEMPTY: { outcome: 'left_empty', position: 0, wait: 2 },
  WITHDRAW: { outcome: 'left_empty', position: 0, wait: 2 },
  EXITWITHKEY: { outcome: 'exit_key', position: 1, wait: 3 },
  SYSCOMPAT: { outcome: 'disconnected', position: 0, wait: 2 },
}

function leaveUnanswered(visits: QueueVisit[], event: QueueEvent): void {
  const exit = EXITS[event.row.event]
  if (exit === undefined) return
  const { row, at } = event
  const data = [row.data1, row.data2, row.data3, row.data4]
  const wait = seconds(data[exit.wait] ?? '')
  const visit = visitFor(visits, event, wait)
  visit.outcome = exit.outcome
  visit.endedAt = at
  visit.waitSeconds = wait ?? wholeSeconds(visit.startedAt, at)
  visit.positionLeft = seconds(data[exit.position] ?? '')
  if (exit.outcome === 'exit_key') visit.exitKey = row.data1
}

function enter(visits: QueueVisit[], { row, at }: QueueEvent): void {
  visits.push(emptyVisit(row.callid, row.queuename, row.time, at))
  const visit = visits[visits.length - 1]
  if (visit === undefined) return
  visit.entered = true
  visit.callerNumber = row.data2
  visit.positionEntered = seconds(row.data3)
}

function connect(visit: QueueVisit, { row, at }: QueueEvent, evidence: Evidence): void {
  const ring = seconds(row.data3)
  const offer: Offer = {
    at,
    timeText: row.time,
    agentText: row.agent,
    agent: evidence.site.agentOf(row.agent),
    result: 'answered',
    ringMs: ring === null ? null : ring * 1000,
    channelId: row.data2,
  }
  visit.connect = offer
  visit.offers.push(offer)
  visit.outcome = 'answered'
  visit.waitSeconds = seconds(row.data1) ?? wholeSeconds(visit.startedAt, at)
}

function finishTalk(visit: QueueVisit, event: QueueEvent, by: LegEnd, talk: number | null): void {
  visit.outcome = 'answered'
  visit.endedAt = event.at
  visit.endedBy = by
  visit.talkSeconds = talk ?? wholeSeconds(visit.connect?.at ?? event.at, event.at)
}

function transfer(visit: QueueVisit, event: QueueEvent, kind: 'blind' | 'attended'): void {
  const { row, at } = event
  finishTalk(
    visit,
    event,
    kind === 'blind' ? 'blind_transfer' : 'attended_transfer',
    seconds(row.data4)
  )
  visit.transfer = {
    at,
    timeText: row.time,
    kind,
    target: kind === 'blind' ? row.data1 : null,
    context: kind === 'blind' ? row.data2 : null,
  }
}

function unansweredOffer(row: RawQueueLog, at: Instant, evidence: Evidence): Offer {
  const ringMs = seconds(row.data1)
  return {
    at,
    timeText: row.time,
    agentText: row.agent,
    agent: evidence.site.agentOf(row.agent),
    result: offerResult(row.event, ringMs),
    ringMs,
    channelId: '',
  }
}

/** A phone that refuses (486) is a RINGNOANSWER of 0 ms. */
function offerResult(event: string, ringMs: number | null): Offer['result'] {
  if (event === 'RINGCANCELED') return 'cancelled'
  return event === 'AGENTDUMP' || ringMs === 0 ? 'rejected' : 'rang_out'
}

/**
 * The visit that an event belongs to: the last one of the same channel and queue. An event without one (its ENTERQUEUE is
 * lost or has not come yet) makes one that began so many seconds earlier.
 */
function visitFor(
  visits: QueueVisit[],
  { row, at }: QueueEvent,
  secondsAgo: number | null
): QueueVisit {
  for (let index = visits.length - 1; index >= 0; index -= 1) {
    const visit = visits[index]
    if (visit !== undefined && visit.callid === row.callid && visit.queue === row.queuename) {
      return visit
    }
  }
  const visit = emptyVisit(row.callid, row.queuename, row.time, at - (secondsAgo ?? 0) * 1000)
  visit.entered = true
  visits.push(visit)
  return visit
}

export function emptyVisit(
  callid: string,
  queue: string,
  timeText: string,
  startedAt: Instant
): QueueVisit {
  return {
    callid,
    queue,
    timeText,
    startedAt,
    entered: false,
    callerNumber: '',
    positionEntered: null,
    connect: null,
    outcome: 'open',
    endedBy: null,
    endedAt: null,
    waitSeconds: null,
    talkSeconds: null,
    positionLeft: null,
    exitKey: null,
    offers: [],
    transfer: null,
  }
}

/** Whole number of a data column; null when it holds none. */
function seconds(text: string): number | null {
  if (text === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? Math.trunc(value) : null
}

function sum(a: string, b: string): number {
  return (seconds(a) ?? 0) + (seconds(b) ?? 0)
}
