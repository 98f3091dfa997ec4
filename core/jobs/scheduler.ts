import type { Knex } from 'knex'
import type { Logger } from '@adonisjs/core/logger'
import type { Database } from '#core/database/database'
import type { Jobs } from '#core/jobs/jobs'
import { Pulse } from '#core/jobs/pulse'
import { slotStart } from '#core/jobs/timing'
import type { ScheduleDefinition } from '#core/jobs/types'

/**
 * Enqueues the jobs of schedules. A slot is taken by one guarded UPDATE, in the transaction that enqueues, so any number of
 * processes enqueue exactly once per slot. After downtime only the present slot runs. A slot whose former job still waits or
 * runs adds none.
 */
export class Scheduler {
  readonly #database: Pick<Database, 'transaction'>
  readonly #jobs: Jobs
  readonly #pulse: Pulse
  /** Slots known to be taken: spares the database a question each second. */
  readonly #taken = new Map<string, number>()

  constructor(database: Pick<Database, 'transaction'>, jobs: Jobs, pollMs: number, logger: Logger) {
    this.#database = database
    this.#jobs = jobs
    this.#pulse = new Pulse(pollMs, () => this.tick(), logger)
  }

  start(): void {
    this.#pulse.start()
  }

  async stop(): Promise<void> {
    await this.#pulse.stop()
  }

  /** Enqueues what is due now. */
  async tick(): Promise<void> {
    const now = this.#jobs.clock().getTime()
    for (const schedule of this.#jobs.schedules()) {
      const slot = slotStart(now, schedule.everySeconds)
      if (this.#taken.get(schedule.name) === slot) continue
      await this.#database.transaction(async (trx) => {
        if (await this.#take(trx, schedule.name, slot)) await this.#enqueue(trx, schedule)
      })
      this.#taken.set(schedule.name, slot)
    }
  }

  async #enqueue(trx: Knex.Transaction, schedule: ScheduleDefinition): Promise<void> {
    await this.#jobs.enqueue(trx, schedule.job, schedule.payload, {
      key: `schedule:${schedule.name}`,
      unique: 'unfinished',
    })
  }

  async #take(trx: Knex.Transaction, name: string, slot: number): Promise<boolean> {
    const taken = await trx('job_schedules')
      .where('name', name)
      .where('slot_at', '<', slot)
      .update({ slot_at: slot })
    if (taken === 1) return true
    if (await trx('job_schedules').where('name', name).first()) return false
    try {
      await trx('job_schedules').insert({ name, slot_at: slot })
      return true
    } catch (error) {
      if (await trx('job_schedules').where('name', name).first()) return false
      throw error
    }
  }
}
