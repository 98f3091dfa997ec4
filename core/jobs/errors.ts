import { defineError } from '#core/errors/coded_error'

export const E_JOB_UNKNOWN = defineError<{ name: string }>('E_JOB_UNKNOWN', 500)
export const E_JOB_NOT_CANCELLABLE = defineError<{ state: string }>('E_JOB_NOT_CANCELLABLE', 409)
export const E_JOB_NOT_RETRYABLE = defineError<{ state: string }>('E_JOB_NOT_RETRYABLE', 409)
/** Stored with a job whose worker was killed as often as it may be tried. */
export const E_JOB_WORKER_LOST = defineError<{ attempts: number }>('E_JOB_WORKER_LOST', 500)
/** Stored with a job that failed in a way nobody foresaw; the detail is in the log. */
export const E_JOB_UNEXPECTED = defineError('E_JOB_UNEXPECTED', 500)
/** Stored with a job when the queue could not take it in time. */
export const E_QUEUE_UNAVAILABLE = defineError('E_QUEUE_UNAVAILABLE', 503)
