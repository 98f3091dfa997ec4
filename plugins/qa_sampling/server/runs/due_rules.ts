import type { Database } from '#core/database/database'
import type { Jobs } from '#core/jobs/jobs'
import type { JobView } from '#core/jobs/types'
import type { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import { dueSlots, slotsBetween } from '../kernel/schedule.js'
import type { Rules, SavedRule } from '../rules/rules.js'

const ORIGIN = { address: null, channel: 'job' }

/** A run that has not ended well, with the slot that it is for. */
export type RunJob = JobView & { slot: string }

/** Enqueues a run for each slot that has come, once. Bound as a singleton. */
export class DueRules {
  readonly #database: Database
  readonly #records: Records
  readonly #jobs: Jobs
  readonly #rules: Rules

  constructor(database: Database, records: Records, jobs: Jobs, rules: Rules) {
    this.#database = database
    this.#records = records
    this.#jobs = jobs
    this.#rules = rules
  }

  /** @returns how many runs were enqueued */
  async enqueue(now: Date): Promise<number> {
    let count = 0
    for (const rule of await this.#rules.active()) count += await this.#enqueue(rule, now)
    return count
  }

  /** At once, for a person. @throws E_FORBIDDEN, E_NOT_FOUND */
  async runNow(actor: Actor, ruleId: number): Promise<{ job: number }> {
    requirePermission(actor, 'qa_sampling.run')
    const rule = await this.#rules.get(actor, ruleId)
    const slot = this.#jobs.clock().toISOString()
    const job = await this.#database.transaction((trx) =>
      this.#jobs.enqueue(
        trx,
        'qa_sampling.run',
        { ruleId, slot },
        { key: `${ruleId}:${slot}`, userId: actor.userId, title: rule.name }
      )
    )
    return { job }
  }

  /** Runs of a rule that are no record: waiting, going on, or failed in the last month. @throws E_NOT_FOUND */
  async jobsOf(actor: Actor, ruleId: number): Promise<RunJob[]> {
    await this.#records.get(actor, 'sampling_rule', ruleId, { select: ['id'] })
    const rows: { id: number; job_key: string }[] = await this.#database
      .read('jobs')
      .where('name', 'qa_sampling.run')
      .where('job_key', 'like', `${ruleId}:%`)
      .whereIn('state', ['queued', 'running', 'failed'])
      .orderBy('id', 'desc')
      .limit(20)
      .select('id', 'job_key')
    return Promise.all(
      rows.map(async ({ id, job_key: key }) => ({
        ...(await this.#jobs.view(id)),
        slot: key.slice(key.indexOf(':') + 1),
      }))
    )
  }

  async #enqueue(rule: SavedRule, now: Date): Promise<number> {
    const { lastSlot, plan, ownerId } = rule
    if (!lastSlot) return 0
    const owner = await this.#rules.ownerOf(rule)
    const calendar = await this.#rules.calendarOf(rule)
    /** Without its owner the run fails, and is seen to. */
    const reader = owner ?? { timeZone: calendar.timeZone, calendar: 'gregory' as const }
    const slots = slotsBetween(plan.schedule, calendar, reader, lastSlot, now)
    const latest = slots.at(-1)
    if (!latest) return 0
    const due = dueSlots(slots, now, plan.catchUp)
    await this.#database.transaction(async (trx) => {
      for (const at of due) {
        const slot = at.toISOString()
        await this.#jobs.enqueue(
          trx,
          'qa_sampling.run',
          { ruleId: rule.id, slot },
          {
            key: `${rule.id}:${slot}`,
            title: rule.name,
            ...(ownerId === null ? {} : { userId: ownerId }),
          }
        )
      }
      const values = { last_slot: latest.toISOString() }
      await this.#records.update(SYSTEM_ACTOR, ORIGIN, 'sampling_rule', rule.id, values, { trx })
    })
    return due.length
  }
}
