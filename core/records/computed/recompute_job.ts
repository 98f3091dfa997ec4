import type { JobDefinition, JobQueue } from '#core/jobs/types'
import type { Records } from '#core/records/records'
import type { RecomputeQueue } from '#core/records/computed/recompute'

/** Targets in one job, so that a payload stays small. */
const TARGETS = 200

/** A job for each batch of targets, in the transaction that makes it necessary. */
export function recomputeQueue(jobs: JobQueue): RecomputeQueue {
  return async (trx, payload) => {
    if (payload.targets.length === 0) {
      await jobs.enqueue(trx, 'core.recompute', payload)
      return
    }
    for (let start = 0; start < payload.targets.length; start += TARGETS) {
      const targets = payload.targets.slice(start, start + TARGETS)
      await jobs.enqueue(trx, 'core.recompute', { ...payload, targets })
    }
  }
}

export function recomputeJob(records: () => Promise<Records>): JobDefinition<'core.recompute'> {
  return {
    name: 'core.recompute',
    async handle(payload, { signal, progress }) {
      const service = await records()
      await service.recompute(payload, { signal, progress: (done) => progress(done) })
    },
  }
}
