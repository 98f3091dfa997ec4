import { CodedError } from '#core/errors/coded_error'
import { retryDelay } from '#core/jobs/timing'
import type { JobError } from '#core/jobs/types'

export type AbortReason = 'cancelled' | 'shutdown' | 'lost'

/** The reason of a job's signal: handlers may tell a person's wish from a stopping process. */
export class JobAborted extends Error {
  constructor(readonly reason: AbortReason) {
    super(`job ${reason}`)
  }
}

export type Outcome =
  | { state: 'done' }
  | { state: 'cancelled' }
  | { state: 'failed'; error: JobError }
  /** Again at `runAt`; `counted` false when the attempt was not the job's fault. */
  | { state: 'queued'; runAt: number; error: JobError | null; counted: boolean }
  /** Another process has the job: nothing to write. */
  | { state: 'lost' }

/** Statuses below 500 that may pass by themselves. */
const PASSING = new Set([408, 409, 423, 425, 429])

/** What an attempt that failed leaves with the job. */
export function describeError(error: unknown): JobError {
  if (error instanceof CodedError) return { code: error.code, params: error.params }
  const detail = error instanceof Error ? error.message : String(error)
  return { code: 'E_JOB_UNEXPECTED', params: {}, detail: detail.slice(0, 2_000) }
}

/** An expected failure that is the caller's fault fails the same way again. */
function isFinal(error: unknown): boolean {
  return error instanceof CodedError && error.status < 500 && !PASSING.has(error.status)
}

/** Decides what becomes of a job after an attempt. Pure. */
export function outcomeOf(attempt: {
  failure: { error: unknown } | null
  aborted: AbortReason | null
  number: number
  attempts: number
  backoff: number
  now: number
}): Outcome {
  const { failure, aborted, now } = attempt
  if (aborted === 'lost') return { state: 'lost' }
  if (!failure) return { state: 'done' }
  if (aborted === 'cancelled') return { state: 'cancelled' }
  if (aborted === 'shutdown') return { state: 'queued', runAt: now, error: null, counted: false }
  const error = describeError(failure.error)
  if (isFinal(failure.error) || attempt.number >= attempt.attempts) {
    return { state: 'failed', error }
  }
  const runAt = now + retryDelay(attempt.number, attempt.backoff)
  return { state: 'queued', runAt, error, counted: true }
}
