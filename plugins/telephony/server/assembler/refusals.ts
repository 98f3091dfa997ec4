import type { Instant, QueueOutcome } from '../model/assembled.js'
import type { Evidence } from './evidence.js'
import { emptyVisit, type QueueVisit } from './queue_visits.js'

/** A sign that a channel asked to wait in a queue. */
interface Request {
  callid: string
  queue: string
  at: Instant
  timeText: string
  taken: boolean
}

const REASONS: Record<string, QueueOutcome> = {
  FULL: 'full',
  JOINEMPTY: 'join_empty',
  JOINUNAVAIL: 'join_empty',
}

/**
 * Adds the visits that a queue refused. Asterisk writes nothing about them: what shows them is the DID row that the
 * dialplan writes before Queue(), else cel's APP_START, else a cdr row that ended in Queue(), each without an ENTERQUEUE to
 * it. The reason stands in the cdr row's dst where the dialplan goes on by QUEUESTATUS.
 */
export function addRefusals(visits: QueueVisit[], evidence: Evidence): QueueVisit[] {
  const requests = requestsOf(evidence, visits)
  if (requests.length === 0) return visits
  for (const visit of visits) take(requests, visit)
  const refused = requests.filter((request) => !request.taken)
  if (refused.length === 0) return visits
  const reasons = reasonsOf(evidence)
  for (const request of refused) {
    const visit = emptyVisit(request.callid, request.queue, request.timeText, request.at)
    visit.outcome = reasons.get(request.callid)?.shift() ?? 'open'
    visits.push(visit)
  }
  return visits.sort((a, b) => a.startedAt - b.startedAt)
}

function requestsOf(evidence: Evidence, visits: readonly QueueVisit[]): Request[] {
  const requests: Request[] = []
  const has = (callid: string, queue: string) =>
    requests.some((request) => request.callid === callid && request.queue === queue)
  for (const { row, at } of evidence.queueEvents) {
    if (row.event !== 'DID') continue
    requests.push({
      callid: row.callid,
      queue: row.queuename,
      at,
      timeText: row.time,
      taken: false,
    })
  }
  const logged = requests.length
  for (const start of evidence.cel?.queueStarts ?? []) {
    if (
      requests.slice(0, logged).some((r) => r.callid === start.uniqueId && r.queue === start.queue)
    )
      continue
    requests.push({
      callid: start.uniqueId,
      queue: start.queue,
      at: start.at,
      timeText: start.timeText,
      taken: false,
    })
  }
  for (const { row, queue, startedAt } of evidence.pairs) {
    if (queue === null || has(row.uniqueid, queue)) continue
    if (visits.some((visit) => visit.callid === row.uniqueid && visit.queue === queue)) continue
    requests.push({
      callid: row.uniqueid,
      queue,
      at: startedAt,
      timeText: row.calldate,
      taken: false,
    })
  }
  return requests
}

/** An entry answers the last request before it; cel has whole seconds, so a request may seem up to a second later. */
function take(requests: Request[], visit: QueueVisit): void {
  for (let index = requests.length - 1; index >= 0; index -= 1) {
    const request = requests[index]
    if (
      request !== undefined &&
      !request.taken &&
      request.callid === visit.callid &&
      request.queue === visit.queue &&
      request.at <= visit.startedAt + 1000
    ) {
      request.taken = true
      return
    }
  }
}

/** Reasons for refusing by waiting channel, in order of time. */
function reasonsOf(evidence: Evidence): Map<string, QueueOutcome[]> {
  const reasons = new Map<string, QueueOutcome[]>()
  for (const { row } of evidence.pairs) {
    const status = evidence.site.refusal.exec(row.dst)?.[1]
    const reason = status === undefined ? undefined : REASONS[status]
    if (reason === undefined) continue
    const known = reasons.get(row.uniqueid)
    if (known) known.push(reason)
    else reasons.set(row.uniqueid, [reason])
  }
  return reasons
}
