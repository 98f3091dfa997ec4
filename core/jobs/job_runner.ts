import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import type { Logger } from '@adonisjs/core/logger'
import type { Database } from '#core/database/database'
import { Attempt } from '#core/jobs/attempt'
import { E_JOB_WORKER_LOST } from '#core/jobs/errors'
import type { Jobs } from '#core/jobs/jobs'
import { viewOf } from '#core/jobs/job_view'
import { describeError, outcomeOf, type Outcome } from '#core/jobs/outcome'
import type { JobDefinition, JobRow, JobTimings } from '#core/jobs/types'
import type { Json } from '#core/metadata/types'
import type { Notifications } from '#core/realtime/notifications'
import type { Broadcaster } from '#core/realtime/types'

export interface RunnerServices {
  database: Pick<Database, 'transaction'>
  jobs: Jobs
  notifications: Notifications
  broadcaster: Broadcaster
  logger: Logger
  timings: JobTimings
}

type Columns = Record<string, string | number | null>

const ATTEMPTS = 5
const BACKOFF = 1_000

/** The page that a job's result names, or the job's own. */
function linkOf(row: JobRow, result: Json): string {
  const link =
    result && typeof result === 'object' && !Array.isArray(result) ? result.link : undefined
  return typeof link === 'string' ? link : `/jobs/${row.id}`
}

/** Runs jobs whose rows it could begin; whatever happens ends in the row. */
export class JobRunner {
  readonly #services: RunnerServices
  readonly #process = randomUUID()
  readonly #running = new Map<number, { attempt: Attempt; ended: Promise<void> }>()
  #begun = 0
  #stopping = false

  constructor(services: RunnerServices) {
    this.#services = services
  }

  /** Begins the job if it is due and nobody else has it, and sees it to its end. Never rejects. */
  async run(id: number): Promise<void> {
    try {
      const attempt = await this.#begin(id)
      if (!attempt) return
      const ended = this.#execute(attempt)
      this.#running.set(id, { attempt, ended })
      await ended
    } catch (error) {
      this.#services.logger.error({ err: error, job: id }, 'job could not be run')
    } finally {
      this.#running.delete(id)
    }
  }

  /** Asks a job to stop if it runs here. */
  cancel(id: number): void {
    this.#running.get(id)?.attempt.abort('cancelled')
  }

  /** Stops every handler and waits, at most `graceMs`, until their rows are back in the queue. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true
    const running = [...this.#running.values()]
    for (const { attempt } of running) attempt.abort('shutdown')
    if (running.length === 0) return
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([Promise.allSettled(running.map(({ ended }) => ended)), grace])
    clearTimeout(timer)
  }

  /** Puts jobs whose worker went silent back into the queue, or gives them up after their last attempt. */
  async reclaim(): Promise<void> {
    const { jobs } = this.#services
    const now = jobs.clock().getTime()
    const names = jobs.definitions().map((definition) => definition.name)
    for (const row of await jobs.rows.lost(names, now)) {
      const attempts = jobs.definition(row.name)?.attempts ?? ATTEMPTS
      const error = describeError(new E_JOB_WORKER_LOST({ attempts: row.attempts }))
      const outcome: Outcome = row.cancelRequestedAt
        ? { state: 'cancelled' }
        : row.attempts >= attempts
          ? { state: 'failed', error }
          : { state: 'queued', runAt: now, error, counted: true }
      await this.#settle(row, outcome, now, null, (db, values) =>
        jobs.rows.endLost(db, row, values)
      )
    }
  }

  async #begin(id: number): Promise<Attempt | null> {
    if (this.#stopping) return null
    const { jobs, timings, logger } = this.#services
    this.#begun += 1
    const owner = `${this.#process}.${this.#begun}`
    const now = jobs.clock().getTime()
    const row = await jobs.rows.begin(id, owner, now, now + timings.leaseMs)
    if (!row) return null
    return new Attempt(row, owner, {
      rows: jobs.rows,
      clock: jobs.clock,
      timings,
      logger,
      onProgress: (progress) => this.#broadcast({ ...row, ...progress }),
    })
  }

  async #execute(attempt: Attempt): Promise<void> {
    const { jobs, logger } = this.#services
    const definition = jobs.definition(attempt.row.name)
    let failure: { error: unknown } | null = null
    try {
      if (definition) await definition.handle(attempt.row.payload as never, attempt.context)
      else attempt.abort('shutdown')
    } catch (error) {
      failure = { error }
      if (!attempt.aborted) logger.error({ err: error, job: attempt.row.id }, 'job failed')
    } finally {
      attempt.close()
    }
    await this.#end(attempt, failure, definition)
  }

  async #end(
    attempt: Attempt,
    failure: { error: unknown } | null,
    definition: JobDefinition | undefined
  ): Promise<void> {
    const { jobs } = this.#services
    const now = jobs.clock().getTime()
    const outcome = outcomeOf({
      failure: definition ? failure : { error: new Error('unknown job') },
      aborted: attempt.aborted,
      number: attempt.row.attempts,
      attempts: definition?.attempts ?? ATTEMPTS,
      backoff: definition?.backoff ?? BACKOFF,
      now,
    })
    const row = { ...attempt.row, ...attempt.progress }
    await this.#settle(row, outcome, now, attempt.result, (db, values) =>
      jobs.rows.end(db, row.id, attempt.owner, values)
    )
  }

  /** Writes the outcome and tells whoever waits for it, in one transaction. */
  async #settle(
    row: JobRow,
    outcome: Outcome,
    now: number,
    result: Json,
    write: (db: Knex.Transaction, values: Columns) => Promise<boolean>
  ): Promise<void> {
    if (outcome.state === 'lost') return
    const after = { ...row, ...this.#valuesOf(row, outcome, now), result }
    const written = await this.#services.database.transaction(async (trx) => {
      const values: Columns = {
        state: after.state,
        attempts: after.attempts,
        run_at: after.runAt,
        finished_at: after.finishedAt,
        done: after.done,
        total: after.total,
        note: after.note,
        error: after.error ? JSON.stringify(after.error) : null,
        result: result === null ? null : JSON.stringify(result),
      }
      const ours = await write(trx, values)
      if (ours) await this.#notify(trx, after)
      return ours
    })
    if (!written) return
    this.#broadcast(after)
    if (after.state === 'queued' && after.runAt <= now && !this.#stopping)
      this.#services.jobs.wake()
  }

  #valuesOf(row: JobRow, outcome: Exclude<Outcome, { state: 'lost' }>, now: number) {
    if (outcome.state === 'queued') {
      return {
        state: outcome.state,
        attempts: outcome.counted ? row.attempts : row.attempts - 1,
        runAt: outcome.runAt,
        finishedAt: null,
        error: outcome.error,
      }
    }
    const error = outcome.state === 'failed' ? outcome.error : null
    return { state: outcome.state, finishedAt: now, error }
  }

  async #notify(trx: Knex.Transaction, row: JobRow): Promise<void> {
    if (row.userId === null || (row.state !== 'done' && row.state !== 'failed')) return
    await this.#services.notifications.add(trx, {
      userId: row.userId,
      kind: `job_${row.state}`,
      params: { title: row.title ?? row.name, job: row.id, code: row.error?.code ?? null },
      link: linkOf(row, row.result),
    })
  }

  #broadcast(row: JobRow): void {
    const view = viewOf(row, this.#services.jobs.clock().getTime())
    this.#services.broadcaster.broadcast({
      channel: `jobs/${row.id}`,
      payload: { type: 'job', job: { ...view } },
    })
  }
}
