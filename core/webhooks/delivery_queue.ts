import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { batches, dialectOf, insertReturningIds } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import type { JobQueue } from '#core/jobs/types'
import type { WebhookBody } from '#core/webhooks/types'
import { UNFINISHED, type StoredDelivery, type StoredWebhook } from '#core/webhooks/webhook_rows'

declare module '#core/jobs/types' {
  interface JobPayloads {
    /** One attempt at one delivery. */
    'core.webhooks.deliver': { delivery: number; attempt: number }
  }
}

export interface NewDelivery {
  recordId: number | null
  body: WebhookBody
}

const COLUMNS = [
  'uuid',
  'webhook_id',
  'event',
  'record_id',
  'body',
  'state',
  'round',
  'attempts',
  'created_at',
] as const

/** The rows of deliveries and the jobs that send them, always in one transaction. */
export class DeliveryQueue {
  readonly #jobs: JobQueue
  readonly #dialect: DialectName

  constructor(jobs: JobQueue, dialect: DialectName) {
    this.#jobs = jobs
    this.#dialect = dialect
  }

  /** Writes deliveries of a webhook; those of one that is paused wait in the log until it goes on. Answers their ids. */
  async add(
    trx: Knex.Transaction,
    webhook: Pick<StoredWebhook, 'id' | 'state'>,
    deliveries: readonly NewDelivery[],
    now: Date
  ): Promise<number[]> {
    const rows = deliveries.map(({ recordId, body }) => [
      randomUUID(),
      webhook.id,
      body.event,
      recordId,
      JSON.stringify(body),
      'pending',
      0,
      0,
      now.getTime(),
    ])
    const spec = { table: 'webhook_deliveries', columns: COLUMNS, rows }
    const ids = await insertReturningIds(trx, dialectOf(this.#dialect), spec)
    const isTest = (at: number) => deliveries[at]?.body.event === 'test'
    for (const [at, id] of ids.entries()) {
      if (webhook.state === 'on' || isTest(at)) await this.attempt(trx, { id, round: 0 }, 1, now)
    }
    return ids
  }

  /** Has a delivery tried at an instant. */
  async attempt(
    trx: Knex.Transaction,
    { id, round }: Pick<StoredDelivery, 'id' | 'round'>,
    attempt: number,
    at: Date
  ): Promise<void> {
    await trx('webhook_deliveries').where({ id }).update({ next_at: at.getTime() })
    await this.#jobs.enqueue(
      trx,
      'core.webhooks.deliver',
      { delivery: id, attempt },
      /** What a paused webhook's former job found and left is to be tried after all: a key counts while it waits. */
      { key: `${id}.${round}.${attempt}`, unique: 'unfinished', runAt: at }
    )
  }

  /** A webhook goes on: what waited is sent, in the order in which it happened. */
  async release(trx: Knex.Transaction, webhookId: number, now: Date): Promise<void> {
    const waiting: Pick<StoredDelivery, 'id' | 'round' | 'attempts'>[] = await trx(
      'webhook_deliveries'
    )
      .where({ webhook_id: webhookId })
      .whereIn('state', UNFINISHED)
      .orderBy('id')
      .select('id', 'round', 'attempts')
    for (const some of batches(waiting, 500)) {
      for (const row of some) await this.attempt(trx, row, row.attempts + 1, now)
    }
  }

  /** A webhook was turned off: what is on its way is not sent. */
  async cancel(trx: Knex.Transaction, webhookId: number, now: Date): Promise<void> {
    await trx('webhook_deliveries')
      .where({ webhook_id: webhookId })
      .whereIn('state', UNFINISHED)
      .update({ state: 'cancelled', next_at: null, finished_at: now.getTime() })
  }
}
