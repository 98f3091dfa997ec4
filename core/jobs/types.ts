import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'

/**
 * Payloads by job name. Open: whoever defines a job declares its payload by augmenting this interface. Payloads carry ids
 * only.
 */
export interface JobPayloads {}
export type JobName = keyof JobPayloads & string

export interface JobContext {
  id: number
  key: string
  attempt: number
  now: Date
  /** Aborted when a person cancels the job or the process stops. */
  signal: AbortSignal
  /** Shown as a progress bar; `total` null while unknown. Rate-limited by the runner: call as often as you like. */
  progress(done: number, total?: number | null, note?: string): Promise<void>
  /** Stored with the job and shown at its end. */
  result(value: Json): void
}

export interface JobDefinition<N extends JobName = JobName> {
  name: N
  /** At-least-once: must be idempotent by `key`. */
  handle(payload: JobPayloads[N], context: JobContext): Promise<void>
  /** Default 5. */
  attempts?: number
  /** Delay before attempt n+1 in milliseconds: backoff × 2^(n−1), default 1,000. */
  backoff?: number
  /** How many of this job may run at once in a process; default 1. */
  concurrency?: number
}

export interface EnqueueOptions {
  /** A second job with the same name and key is not added while the first is known. */
  key?: string
  runAt?: Date
  /** The person who waits for it: sees it in the job list and is notified at its end. */
  userId?: number
  title?: string
}

/** Writes the job's row in the caller's transaction: it exists exactly when the change that caused it does. */
export interface JobQueue {
  enqueue<N extends JobName>(
    trx: Knex.Transaction,
    name: N,
    payload: JobPayloads[N],
    options?: EnqueueOptions
  ): Promise<number>
}

export interface ScheduleDefinition<N extends JobName = JobName> {
  /** Permanent name with the plugin's name in front. */
  name: string
  job: N
  payload: JobPayloads[N]
  /** Whole seconds between runs. */
  everySeconds: number
}
