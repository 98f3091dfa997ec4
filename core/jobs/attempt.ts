import type { Logger } from '@adonisjs/core/logger'
import { JobAborted, type AbortReason } from '#core/jobs/outcome'
import type { JobRows, Progress } from '#core/jobs/job_rows'
import type { Clock, JobContext, JobRow, JobTimings } from '#core/jobs/types'
import type { Json } from '#core/metadata/types'

interface AttemptServices {
  rows: JobRows
  clock: Clock
  timings: JobTimings
  logger: Logger
  /** Told of every progress that was written. */
  onProgress(progress: Progress): void
}

/** One attempt at a job: its lease and heartbeat, its progress, and how it is told to stop. */
export class Attempt {
  readonly row: JobRow
  readonly owner: string
  readonly #services: AttemptServices
  readonly #controller = new AbortController()
  readonly #heartbeat: NodeJS.Timeout
  #progress: Progress
  #progressPending = false
  #writtenAt: number
  #leaseUntil: number
  #result: Json = null
  aborted: AbortReason | null = null

  constructor(row: JobRow, owner: string, services: AttemptServices) {
    this.row = row
    this.owner = owner
    this.#services = services
    this.#progress = { done: row.done, total: row.total, note: row.note }
    this.#writtenAt = row.startedAt ?? 0
    this.#leaseUntil = row.leaseUntil ?? 0
    this.#heartbeat = setInterval(() => void this.#beat(), services.timings.leaseMs / 3)
    if (row.cancelRequestedAt !== null) this.abort('cancelled')
  }

  get context(): JobContext {
    const { row } = this
    return {
      id: row.id,
      key: row.key,
      attempt: row.attempts,
      userId: row.userId,
      now: this.#services.clock(),
      signal: this.#controller.signal,
      progress: (done, total, note) => this.#report(done, total, note),
      result: (value) => {
        this.#result = value
      },
    }
  }

  get progress(): Progress {
    return this.#progress
  }

  get result(): Json {
    return this.#result
  }

  /** Asks the handler to stop. The first reason counts. */
  abort(reason: AbortReason): void {
    if (this.aborted) return
    this.aborted = reason
    this.#controller.abort(new JobAborted(reason))
  }

  close(): void {
    clearInterval(this.#heartbeat)
  }

  async #report(done: number, total?: number | null, note?: string): Promise<void> {
    this.#progress = {
      done,
      total: total === undefined ? this.#progress.total : total,
      note: note === undefined ? this.#progress.note : note.slice(0, 400),
    }
    this.#progressPending = true
    const { clock, timings } = this.#services
    if (clock().getTime() - this.#writtenAt >= timings.progressMs) await this.#beat()
  }

  /** Renews the lease, writes the progress and learns whether to stop. */
  async #beat(): Promise<void> {
    const { rows, clock, timings, logger, onProgress } = this.#services
    const now = clock().getTime()
    const pending = this.#progressPending
    this.#writtenAt = now
    this.#progressPending = false
    try {
      const until = now + timings.leaseMs
      const progress = pending ? this.#progress : {}
      const state = await rows.renew(this.row.id, this.owner, until, progress)
      if (!state.ours) return this.abort('lost')
      this.#leaseUntil = until
      if (state.cancelled) this.abort('cancelled')
      if (pending) onProgress(this.#progress)
    } catch (error) {
      logger.warn({ err: error, job: this.row.id }, 'heartbeat failed')
      if (now > this.#leaseUntil) this.abort('lost')
    }
  }
}
