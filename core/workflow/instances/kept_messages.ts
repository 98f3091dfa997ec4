import type { Knex } from 'knex'
import type { NewJob } from '#core/workflow/instances/step_batch'
import type { Message } from '#core/workflow/instances/workflows'
import type { Values } from '#core/workflow/kernel/types'

/**
 * A message that a process throws before its receiver has come to wait for it. Nobody would be told that it was lost, so it is kept for
 * an hour, if it says to which conversation it belongs: else it would reach whoever happens to wait next. Who sends a message from
 * outside is told that nobody waits for it, and sends it again.
 */
const KEPT_MS = 3_600_000
const TABLE = 'workflow_kept_messages'

interface StoredMessage {
  id: number
  name: string
  correlation: string
  variables: string
}

export async function keepMessage(
  trx: Knex.Transaction,
  { name, correlation, variables }: Message,
  now: Date
): Promise<void> {
  if (correlation === null) return
  await trx(TABLE).insert({
    name: name.slice(0, 200),
    correlation: correlation.slice(0, 200),
    variables: JSON.stringify(variables),
    kept_until: now.getTime() + KEPT_MS,
  })
}

/** Takes what was kept for waits that open in this transaction; each is delivered by a job of it. */
export async function keptFor(
  trx: Knex.Transaction,
  waits: readonly { name: string | null; correlation: string | null }[],
  now: Date
): Promise<NewJob[]> {
  const jobs: NewJob[] = []
  for (const { name, correlation } of waits) {
    if (name === null || correlation === null) continue
    const row: StoredMessage | undefined = await trx(TABLE)
      .where({ name: name.slice(0, 200), correlation: correlation.slice(0, 200) })
      .where('kept_until', '>', now.getTime())
      .orderBy('id')
      .first()
    if (row) jobs.push(...(await taken(trx, [row], now)))
  }
  return jobs
}

/** What was kept at the very moment its receiver began to wait in another transaction. */
export async function keptAndAwaited(trx: Knex.Transaction, now: Date): Promise<NewJob[]> {
  const rows: StoredMessage[] = await trx(`${TABLE} as k`)
    .join('workflow_waits as w', (join) => {
      join.on('w.name', 'k.name').andOn('w.correlation', 'k.correlation')
    })
    .where('w.kind', 'message')
    .whereNull('w.closed_at')
    .where('k.kept_until', '>', now.getTime())
    .orderBy('k.id')
    .limit(200)
    .distinct('k.id', 'k.name', 'k.correlation', 'k.variables')
  return taken(trx, rows, now)
}

export async function forgetMessages(db: Knex, now: number): Promise<void> {
  await db(TABLE).where('kept_until', '<=', now).delete()
}

/** Whoever deletes the row delivers it. */
async function taken(
  trx: Knex.Transaction,
  rows: readonly StoredMessage[],
  now: Date
): Promise<NewJob[]> {
  const jobs: NewJob[] = []
  for (const { id, name, correlation, variables } of rows) {
    if ((await trx(TABLE).where('id', id).delete()) !== 1) continue
    jobs.push({
      name: 'core.workflow.message',
      payload: { name, correlation, variables: JSON.parse(variables) as Values, from: 0 },
      key: `kept:${id}`,
      runAt: now.getTime(),
    })
  }
  return jobs
}
