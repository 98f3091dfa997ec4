import type { Logger } from '@adonisjs/core/logger'
import type { Jobs } from '#core/jobs/jobs'
import type { JobRunner } from '#core/jobs/job_runner'
import type { JobTimings, JobTransport } from '#core/jobs/types'
import { randomUUID } from 'node:crypto'
import { Pulse } from '#core/jobs/pulse'

/**
 * Hands due rows to the transport: at once when a job was enqueued in this process or capacity came free, else by looking.
 * It owns nothing: everything it knows is in the rows.
 */
export class Relay {
  readonly #jobs: Jobs
  readonly #runner: JobRunner
  readonly #transport: JobTransport
  readonly #timings: JobTimings
  readonly #logger: Logger
  readonly #process = randomUUID()
  readonly #pulse: Pulse
  #reclaimedAt = 0
  #stopListening: (() => void) | null = null

  constructor(
    jobs: Jobs,
    runner: JobRunner,
    transport: JobTransport,
    timings: JobTimings,
    logger: Logger
  ) {
    this.#jobs = jobs
    this.#runner = runner
    this.#transport = transport
    this.#timings = timings
    this.#logger = logger
    this.#pulse = new Pulse(timings.pollMs, () => this.#round(), logger)
  }

  start(): void {
    this.#stopListening = this.#jobs.onWake(() => this.#pulse.wake())
    this.#transport.onCapacity(() => this.#pulse.wake())
    this.#pulse.start()
  }

  async stop(): Promise<void> {
    this.#stopListening?.()
    await this.#pulse.stop()
  }

  async #round(): Promise<void> {
    const now = this.#jobs.clock().getTime()
    if (now - this.#reclaimedAt >= this.#timings.pollMs) {
      this.#reclaimedAt = now
      await this.#runner.reclaim()
    }
    while (await this.#handAll()) {
      if (this.#pulse.stopping) return
    }
  }

  /** Hands over what there is capacity for. True when something was handed and more may be due. */
  async #handAll(): Promise<boolean> {
    const names = this.#jobs
      .definitions()
      .map((definition) => definition.name)
      .filter((name) => this.#transport.capacity(name) > 0)
    let handed = false
    for (const name of await this.#jobs.rows.dueNames(names, this.#jobs.clock().getTime())) {
      if (this.#pulse.stopping) return false
      const outcome = await this.#hand(name)
      if (outcome === 'refused') return false
      handed ||= outcome === 'handed'
    }
    return handed
  }

  async #hand(name: string): Promise<'handed' | 'nothing' | 'refused'> {
    const now = this.#jobs.clock().getTime()
    const limit = Math.min(this.#transport.capacity(name), 500)
    if (limit <= 0) return 'nothing'
    const until = now + this.#timings.handMs
    const rows = await this.#jobs.rows.hand(name, limit, this.#process, now, until)
    for (const [index, row] of rows.entries()) {
      try {
        await this.#transport.deliver(name, row.id, row.attempts)
      } catch (error) {
        this.#logger.warn({ err: error, job: row.id }, 'the queue did not take a job; trying later')
        for (const rest of rows.slice(index)) await this.#jobs.rows.unhand(rest.id)
        return 'refused'
      }
    }
    return rows.length > 0 ? 'handed' : 'nothing'
  }
}
