import { secondsLeft } from '#core/jobs/timing'
import type { JobRow, JobView } from '#core/jobs/types'

const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString())

/** What clients see of a job. Technical details of an unexpected error stay behind. */
export function viewOf(row: JobRow, now: number): JobView {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    state: row.state,
    done: row.done,
    total: row.total,
    note: row.note,
    attempts: row.attempts,
    createdAt: new Date(row.createdAt).toISOString(),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    secondsLeft: row.state === 'running' ? secondsLeft(row, now) : null,
    result: row.result,
    error: row.error ? { code: row.error.code, params: row.error.params } : null,
  }
}
