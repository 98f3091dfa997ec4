import type { Instant } from '../model/assembled.js'
import type { Evidence } from './evidence.js'
import type { QueueVisit } from './queue_visits.js'

/** A mark given by the caller, before it becomes a record. */
export interface Mark {
  part: string
  queue: string | null
  agent: string | null
  score: number
  at: Instant
  source: 'queue_log' | 'cdr'
}

/**
 * Marks given after the talk: from queue_log's INFO rows; where there is none, from cdr.userfield, which only the survey's
 * own row has.
 */
export function surveysOf(evidence: Evidence, visits: readonly QueueVisit[]): Mark[] {
  const { site } = evidence
  const marks: Mark[] = []
  for (const { row, at } of evidence.queueEvents) {
    if (row.event !== 'INFO' || row.data1 !== site.options.surveyInfo) continue
    const score = markOf(row.data2, site.options.surveyRange)
    if (score === null) continue
    const agent = site.agentOf(row.agent)
    marks.push({
      part: `s|${row.callid}|${row.time}`,
      queue: row.queuename,
      agent: agent?.agent ?? null,
      score,
      at,
      source: 'queue_log',
    })
  }
  return marks.length > 0 ? marks : marksOfCdr(evidence, visits)
}

function marksOfCdr(evidence: Evidence, visits: readonly QueueVisit[]): Mark[] {
  const marks: Mark[] = []
  for (const { row, startedAt } of evidence.pairs) {
    if (row.userfield === '') continue
    const text = evidence.site.surveyUserfield.exec(row.userfield)?.[1] ?? ''
    const score = markOf(text, evidence.site.options.surveyRange)
    if (score === null) continue
    const visit = visits.filter((v) => v.connect !== null && v.startedAt <= startedAt).at(-1)
    marks.push({
      part: `s|${row.uniqueid}|${row.calldate}`,
      queue: visit?.queue ?? null,
      agent: visit?.connect?.agent?.agent ?? null,
      score,
      at: startedAt,
      source: 'cdr',
    })
  }
  return marks
}

function markOf(text: string, range: { min: number; max: number }): number | null {
  if (!/^\d+$/.test(text)) return null
  const mark = Number(text)
  return mark >= range.min && mark <= range.max ? mark : null
}
