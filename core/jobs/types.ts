import type { Knex } from 'knex'
import type { Json, JsonPrimitive } from '#core/metadata/types'

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
  /** The person for whom it runs, null for the system's own work. */
  userId: number | null
  now: Date
  /** Aborted when a person cancels the job, the process stops, or another process took the job over. */
  signal: AbortSignal
  /** Shown as a progress bar; `total` null while unknown. Rate-limited by the runner: call as often as you like. */
  progress(done: number, total?: number | null, note?: string): Promise<void>
  /** Stored with the job and shown at its end. A `link` (path of a page) in it becomes that of the notification. */
  result(value: Json): void
}

export interface JobDefinition<N extends JobName = JobName> {
  name: N
  /** At-least-once: must be idempotent by `key`. */
  handle(payload: JobPayloads[N], context: JobContext): Promise<void>
  /** Default 5. A coded error that is the caller's fault (4xx) fails at once: it would fail the same way again. */
  attempts?: number
  /** Delay before attempt n+1 in milliseconds: backoff × 2^(n−1), default 1,000. */
  backoff?: number
  /** How many of this job may run at once in a process; default 1. */
  concurrency?: number
}

export interface EnqueueOptions {
  /** Makes the job idempotent: a second one with the same name and key is not added, see `unique`. */
  key?: string
  /**
   * How long the key counts. `ever` (default): while the row is known, finished ones too (they are kept for 30 days).
   * `unfinished`: only while the former one waits or runs.
   */
  unique?: 'ever' | 'unfinished'
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

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface JobError {
  code: string
  params: Record<string, JsonPrimitive>
  /** The technical message of an unexpected error: for administrators. */
  detail?: string
}

/** A row of the outbox. Instants are epoch milliseconds. */
export interface JobRow {
  id: number
  name: string
  key: string
  payload: Json
  state: JobState
  attempts: number
  runAt: number
  leaseOwner: string | null
  leaseUntil: number | null
  cancelRequestedAt: number | null
  done: number
  baseDone: number
  total: number | null
  note: string | null
  result: Json
  error: JobError | null
  userId: number | null
  title: string | null
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
}

/** What clients see of a job. */
export interface JobView {
  id: number
  name: string
  title: string | null
  state: JobState
  done: number
  total: number | null
  note: string | null
  attempts: number
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  /** Estimate from the pace so far; null while unknown. */
  secondsLeft: number | null
  result: Json
  error: { code: string; params: Record<string, JsonPrimitive> } | null
}

/**
 * Carries the ids of due jobs to where they run. It may lose or repeat them at will: the rows are the truth, the relay hands
 * over again what was not begun, and the runner begins a job only once.
 */
export interface JobTransport {
  /** Called once, before anything else. `run` never rejects. */
  start(run: (id: number) => Promise<void>): void
  /** Makes ready to run a job; called once for each, also for those registered later. */
  accept(definition: JobDefinition): void
  /** How many further ids of this job it takes now. */
  capacity(name: string): number
  /** Takes the id or throws (Redis away): the relay tries again later. */
  deliver(name: string, id: number, attempt: number): Promise<void>
  /** Called when capacity was freed, so that the relay need not wait for its next look. */
  onCapacity(listener: () => void): void
  /** Takes nothing more and frees what it holds. Running handlers are the runner's to stop. */
  stop(): Promise<void>
}

export type Clock = () => Date

export interface JobTimings {
  /** How often the relay looks for due rows when nothing woke it. */
  pollMs: number
  /** A running job's lease; its heartbeat comes three times as often. */
  leaseMs: number
  /** After this an id handed over and not begun is handed over again. */
  handMs: number
  /** At most one progress write and broadcast per job in this time. */
  progressMs: number
}
export const DEFAULT_TIMINGS: JobTimings = {
  pollMs: 1_000,
  leaseMs: 30_000,
  handMs: 30_000,
  progressMs: 500,
}
