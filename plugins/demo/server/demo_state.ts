import type { Knex } from 'knex'
import type { Database } from '#core/database/database'

export const STATE_TABLE = 'demo_state'

/** What has been loaded already. Absent values mean: not yet. */
export interface DemoState {
  seed?: string
  /** The bank's day on which loading began; a run that goes on later keeps it. */
  today?: string
  /** Moment at which loading began, milliseconds as text: calls end before it. */
  until?: string
  /** Set once units, people, customers and cases are there. */
  records?: string
  /** Set once the calls are there. */
  traffic?: string
}

export async function readState(database: Database): Promise<DemoState> {
  const rows: { name: string; value: string }[] = await database
    .read(STATE_TABLE)
    .select('name', 'value')
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** Notes values in the caller's transaction. */
export async function noteState(trx: Knex, values: DemoState): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await trx(STATE_TABLE).where({ name }).delete()
    await trx(STATE_TABLE).insert({ name, value })
  }
}
