import type { AdminJob } from '../../../api/admin.js'

export interface JobRow {
  job: AdminJob
  /** How many alike jobs in a row the line stands for; the newest of them is shown. */
  alike: number
}

/**
 * Jobs as lines: those that the clock starts again and again, and that went well, take one line for as many as follow each other,
 * so that what people started and what failed is not lost among them. Pure.
 */
export function jobRows(jobs: readonly AdminJob[]): JobRow[] {
  const rows: JobRow[] = []
  for (const job of jobs) {
    const last = rows.at(-1)
    if (last && isRoutine(job) && isRoutine(last.job) && job.name === last.job.name) last.alike++
    else rows.push({ job, alike: 1 })
  }
  return rows
}

const isRoutine = (job: AdminJob): boolean => job.state === 'done' && job.title === null
