import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf } from '#core/database/dialect'
import { forgetMessages } from '#core/workflow/instances/kept_messages'

const BATCH = 200
const DAY_MS = 86_400_000
/** Longer than any job is known: jobs keep their keys for thirty days. */
const HANDLED_DAYS = 40
/** A replay is looked at and done with; it holds what belongs to its instances. */
const REPLAY_DAYS = 7

/** Deletes what has ended long ago, with everything that belongs to it. */
export class Retention {
  readonly #database: Database
  readonly #days: () => number
  readonly #clock: () => Date

  constructor(database: Database, days: () => number, clock: () => Date) {
    this.#database = database
    this.#days = days
    this.#clock = clock
  }

  async run(): Promise<{ instances: number }> {
    const now = this.#clock().getTime()
    const before = dialectOf(this.#database.dialect).instant(new Date(now - this.#days() * DAY_MS))
    let instances = 0
    for (;;) {
      const ids = await this.#ended(before)
      if (ids.length === 0) break
      await this.#database.transaction((trx) => this.#delete(trx, ids))
      instances += ids.length
    }
    await this.#database
      .write('workflow_handled')
      .where('at', '<', now - HANDLED_DAYS * DAY_MS)
      .delete()
    await forgetMessages(this.#database.write, now)
    await this.#database
      .write('workflow_replays')
      .where('created_at', '<', now - REPLAY_DAYS * DAY_MS)
      .delete()
    return { instances }
  }

  /** A called instance goes with or after its caller, whose history it is part of. */
  async #ended(before: string): Promise<number[]> {
    const rows: { id: number }[] = await this.#database
      .read('workflow_instances as i')
      .leftJoin('workflow_instances as p', 'p.id', 'i.parent')
      .where('i.ended_at', '<', before)
      .where((query) => void query.whereNull('p.id').orWhere('p.ended_at', '<', before))
      .limit(BATCH)
      .select('i.id')
    return rows.map(({ id }) => id)
  }

  async #delete(trx: Knex.Transaction, ids: readonly number[]): Promise<void> {
    const tasks: { id: number }[] = await trx('workflow_tasks')
      .whereIn('instance', ids)
      .select('id')
    const taskIds = tasks.map(({ id }) => id)
    for (let from = 0; from < taskIds.length; from += 1_000) {
      const some = taskIds.slice(from, from + 1_000)
      await trx('workflow_candidates').whereIn('task_id', some).delete()
      await trx('workflow_reminders').whereIn('task_id', some).delete()
    }
    await trx('workflow_tasks').whereIn('instance', ids).delete()
    await trx('workflow_incidents').whereIn('instance', ids).delete()
    for (const table of ['workflow_waits', 'workflow_trail', 'workflow_states']) {
      await trx(table).whereIn('instance_id', ids).delete()
    }
    await trx('workflow_instances').whereIn('id', ids).delete()
  }
}
