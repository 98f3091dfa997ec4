import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { DatabaseConnections } from '#core/database/types'
import { E_JOB_NOT_CANCELLABLE, E_JOB_NOT_RETRYABLE } from '#core/jobs/errors'
import { JobRows } from '#core/jobs/job_rows'
import { viewOf } from '#core/jobs/job_view'
import type {
  Clock,
  EnqueueOptions,
  JobDefinition,
  JobName,
  JobPayloads,
  JobQueue,
  JobRow,
  JobState,
  JobView,
  ScheduleDefinition,
} from '#core/jobs/types'
import { afterCommit } from '#core/realtime/after_commit'
import type { EventBus } from '#core/realtime/event_bus'
import type { Json } from '#core/metadata/types'

/** The outbox's front: what may run, what shall run, and what became of it. Bound as a singleton. */
export class Jobs implements JobQueue {
  readonly rows: JobRows
  readonly clock: Clock
  readonly #database: DatabaseConnections
  readonly #bus: EventBus
  readonly #definitions = new Map<string, JobDefinition>()
  readonly #schedules = new Map<string, ScheduleDefinition>()
  readonly #wakers = new Set<() => void>()
  readonly #acceptors = new Set<(definition: JobDefinition) => void>()

  constructor(database: DatabaseConnections, bus: EventBus, clock: Clock = () => new Date()) {
    this.#database = database
    this.#bus = bus
    this.clock = clock
    this.rows = new JobRows(database)
  }

  /** Makes a job known. A second definition of the same name is a programming error. */
  register<N extends JobName>(definition: JobDefinition<N>): void {
    if (this.#definitions.has(definition.name)) {
      throw new Error(`The job "${definition.name}" is registered twice`)
    }
    const known = definition as unknown as JobDefinition
    this.#definitions.set(definition.name, known)
    for (const acceptor of this.#acceptors) acceptor(known)
  }

  /** Calls the listener with every job registered from now on; answers how to stop it. */
  onRegister(listener: (definition: JobDefinition) => void): () => void {
    this.#acceptors.add(listener)
    return () => void this.#acceptors.delete(listener)
  }

  /** Makes a schedule known; its job is enqueued once per slot by whichever process notices the slot first. */
  schedule<N extends JobName>(definition: ScheduleDefinition<N>): void {
    if (this.#schedules.has(definition.name)) {
      throw new Error(`The schedule "${definition.name}" is registered twice`)
    }
    this.#schedules.set(definition.name, definition as unknown as ScheduleDefinition)
  }

  /** Takes a job and its schedules out of use (a plugin was disabled). Rows stay and wait for it to come back. */
  unregister(name: string): void {
    this.#definitions.delete(name)
    for (const [key, schedule] of this.#schedules) {
      if (schedule.job === name) this.#schedules.delete(key)
    }
  }

  definition(name: string): JobDefinition | undefined {
    return this.#definitions.get(name)
  }

  definitions(): JobDefinition[] {
    return [...this.#definitions.values()]
  }

  schedules(): ScheduleDefinition[] {
    return [...this.#schedules.values()]
  }

  /**
   * Writes the job's row in the caller's transaction and wakes the relay of this process once it has committed.
   *
   * @returns the id of the row: the former one's where the key is taken already
   */
  async enqueue<N extends JobName>(
    trx: Knex.Transaction,
    name: N,
    payload: JobPayloads[N],
    options: EnqueueOptions = {}
  ): Promise<number> {
    const key = options.key ?? randomUUID()
    if (options.key) {
      const known = await this.#known(trx, name, key, options.unique ?? 'ever')
      if (known !== null) return known
    }
    const now = this.clock().getTime()
    const id = await this.#insert(trx, {
      name,
      key,
      payload: payload as Json,
      runAt: options.runAt?.getTime() ?? now,
      userId: options.userId ?? null,
      title: options.title ?? null,
      createdAt: now,
    })
    afterCommit(trx, () => this.wake())
    return id
  }

  /**
   * Many at once, under keys that are the caller's to keep apart: no other job has them. Else as `enqueue`.
   */
  async enqueueMany(
    trx: Knex.Transaction,
    all: readonly { name: JobName; key: string; payload: Json; runAt: number }[]
  ): Promise<void> {
    if (all.length === 0) return
    const createdAt = this.clock().getTime()
    await this.rows.insertMany(
      trx,
      all.map((job) => ({ ...job, userId: null, title: null, createdAt }))
    )
    afterCommit(trx, () => this.wake())
  }

  async #known(trx: Knex, name: string, key: string, unique: 'ever' | 'unfinished') {
    const known = await this.rows.findByKey(trx, name, key)
    if (!known) return null
    const finished = known.state !== 'queued' && known.state !== 'running'
    if (unique === 'ever' || !finished) return known.id
    await this.rows.releaseKey(trx, known.id, key)
    return null
  }

  /** Another process may have taken the key between our look and our insert: then its row is the answer. */
  async #insert(trx: Knex.Transaction, job: Parameters<JobRows['insert']>[1]): Promise<number> {
    try {
      return await this.rows.insert(trx, job)
    } catch (error) {
      const known = await this.rows.findByKey(trx, job.name, job.key)
      if (known) return known.id
      throw error
    }
  }

  /** Wakes the relay of this process. */
  wake(): void {
    for (const waker of this.#wakers) waker()
  }

  /** Calls the listener whenever a job was enqueued in this process; answers how to stop it. */
  onWake(listener: () => void): () => void {
    this.#wakers.add(listener)
    return () => void this.#wakers.delete(listener)
  }

  async find(id: number): Promise<JobRow> {
    const row = await this.rows.find(id)
    if (!row) throw new E_NOT_FOUND({ what: 'job' })
    return row
  }

  async view(id: number): Promise<JobView> {
    return viewOf(await this.find(id), this.clock().getTime())
  }

  async list(options: { userId?: number; states?: JobState[]; limit: number; before?: number }) {
    const now = this.clock().getTime()
    return (await this.rows.list(options)).map((row) => viewOf(row, now))
  }

  /**
   * Cancels a job: a waiting one at once; a running one is asked to stop and ends as `cancelled` when its handler obeys.
   *
   * @throws E_NOT_FOUND, E_JOB_NOT_CANCELLABLE when it has ended already
   */
  async cancel(id: number): Promise<JobView> {
    const now = this.clock().getTime()
    const write = this.#database.write
    const waiting = await this.rows.change(write, id, ['queued'], {
      state: 'cancelled',
      cancel_requested_at: now,
      finished_at: now,
      lease_owner: null,
      lease_until: null,
    })
    if (!waiting) {
      const running = await this.rows.change(write, id, ['running'], { cancel_requested_at: now })
      if (!running) throw new E_JOB_NOT_CANCELLABLE({ state: (await this.find(id)).state })
    }
    await this.#bus.emit('job.cancel_requested', { id })
    return this.view(id)
  }

  /**
   * Runs a failed or cancelled job again from its first attempt.
   *
   * @throws E_NOT_FOUND, E_JOB_NOT_RETRYABLE
   */
  async retry(id: number): Promise<JobView> {
    const retried = await this.rows.change(this.#database.write, id, ['failed', 'cancelled'], {
      state: 'queued',
      attempts: 0,
      run_at: this.clock().getTime(),
      cancel_requested_at: null,
      finished_at: null,
      error: null,
    })
    if (!retried) throw new E_JOB_NOT_RETRYABLE({ state: (await this.find(id)).state })
    this.wake()
    return this.view(id)
  }
}
