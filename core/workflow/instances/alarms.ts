import type { Knex } from 'knex'
import type { Jobs } from '#core/jobs/jobs'

/**
 * When the sweep over due waits runs: one job for each second in which something is due, however many waits that are. The second is
 * over by then, so that the job finds them; one that could not (a transaction that took longer than its own timer) is found by the
 * schedule that sweeps each minute. Pure.
 */
export function alarmSeconds(due: readonly number[], now: number): number[] {
  const seconds = due.map((at) => Math.floor(Math.max(at, now) / 1_000) * 1_000 + 1_000)
  return [...new Set(seconds)].sort((a, b) => a - b)
}

export async function ringAlarms(
  trx: Knex.Transaction,
  jobs: Jobs,
  due: readonly number[],
  now: number
): Promise<void> {
  for (const at of alarmSeconds(due, now)) {
    await jobs.enqueue(
      trx,
      'core.workflow.timers',
      {},
      { key: `alarm:${at}`, unique: 'unfinished', runAt: new Date(at) }
    )
  }
}
