import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Clock } from '#core/jobs/types'
import type { MetadataSource } from '#core/records/ports'
import type { Actors } from '#core/security/actors'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import type { DeliveryQueue } from '#core/webhooks/delivery_queue'
import {
  E_DELIVERY_UNFINISHED,
  E_WEBHOOK_INCOMPLETE,
  E_WEBHOOK_RUN_AS,
} from '#core/webhooks/errors'
import type { WebhookBodies } from '#core/webhooks/webhook_bodies'
import { requireEntitled } from '#core/webhooks/webhook_rules'
import {
  toDelivery,
  toWebhook,
  UNFINISHED,
  webhookById,
  type StoredDelivery,
  type StoredWebhook,
} from '#core/webhooks/webhook_rows'
import { WEBHOOKS_PERMISSION, type Webhooks } from '#core/webhooks/webhooks'
import type { Delivery, DeliveryState, WebhookBody } from '#core/webhooks/types'

export interface DeliveryQuery {
  state?: DeliveryState
  event?: WebhookBody['event']
  before?: number
  limit: number
}

interface Parts {
  database: Database
  webhooks: Webhooks
  bodies: WebhookBodies
  metadata: MetadataSource
  actors: Actors
  queue: DeliveryQueue
  audit: AuditLog
  clock: Clock
}

/** The log of what was sent, and sending by hand. Bound as a singleton. */
export class Deliveries {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Newest first. What was answered is told to those only who could set the webhook up: a receiver may echo what it got. */
  async list(actor: Actor, name: string, asked: DeliveryQuery): Promise<Delivery[]> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const { read } = this.#parts.database
    const webhook = await this.#parts.webhooks.find(read, name)
    const query = read<StoredDelivery>('webhook_deliveries')
      .where('webhook_id', webhook.id)
      .orderBy('id', 'desc')
      .limit(asked.limit)
    if (asked.state) query.where('state', asked.state)
    if (asked.event) query.where('event', asked.event)
    if (asked.before) query.where('id', '<', asked.before)
    const entitled = this.#isEntitled(actor, webhook)
    return (await query).map((row) => ({
      ...toDelivery(row),
      answer: entitled ? row.answer : null,
    }))
  }

  #isEntitled(actor: Actor, row: StoredWebhook): boolean {
    try {
      requireEntitled(this.#parts.metadata.current(), actor, row.run_as, toWebhook(row))
      return true
    } catch (error) {
      if (error instanceof E_WEBHOOK_RUN_AS) return false
      throw error
    }
  }

  /**
   * Sends a delivery again that has come to an end: the same one, by its own number, so that a receiver that has it drops it.
   *
   * @throws E_NOT_FOUND, E_DELIVERY_UNFINISHED
   */
  async sendAgain(actor: Actor, origin: Origin, id: number): Promise<Delivery> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const { database, queue, audit, clock } = this.#parts
    const now = clock()
    await database.transaction(async (trx) => {
      const row = await trx<StoredDelivery>('webhook_deliveries').where({ id }).first()
      if (!row) throw new E_NOT_FOUND({ what: 'delivery' })
      if (UNFINISHED.includes(row.state)) throw new E_DELIVERY_UNFINISHED()
      const round = row.round + 1
      await trx('webhook_deliveries')
        .where({ id })
        .update({ state: 'pending', round, attempts: 0, finished_at: null })
      await queue.attempt(trx, { id, round }, 1, now)
      const details = { delivery: row.uuid }
      await audit.append(trx, [auditEntry(actor, origin, 'webhook.sent_again', now, { details })])
    })
    return this.#one(id)
  }

  /**
   * Sends the newest record that matches (or none) as a test, whether the webhook is on or not.
   *
   * @throws E_NOT_FOUND, E_WEBHOOK_INCOMPLETE
   */
  async sendTest(actor: Actor, origin: Origin, name: string): Promise<Delivery> {
    requirePermission(actor, WEBHOOKS_PERMISSION)
    const { database, webhooks, queue, audit, clock } = this.#parts
    const row = await webhooks.find(database.read, name)
    requireEntitled(this.#parts.metadata.current(), actor, row.run_as, toWebhook(row))
    if (row.secret === null) throw new E_WEBHOOK_INCOMPLETE({ what: 'secret' })
    if (row.run_as === null) throw new E_WEBHOOK_INCOMPLETE({ what: 'person' })
    const now = clock()
    const { actors, bodies } = this.#parts
    const body = await bodies.sample(await actors.load(row.run_as), toWebhook(row), now)
    const id = await database.transaction(async (trx) => {
      const recordId = typeof body.record.id === 'number' ? body.record.id : null
      const [made] = await queue.add(trx, row, [{ recordId, body }], now)
      const details = { name }
      await audit.append(trx, [auditEntry(actor, origin, 'webhook.tested', now, { details })])
      return made ?? 0
    })
    return this.#one(id)
  }

  async #one(id: number): Promise<Delivery> {
    const { read } = this.#parts.database
    const row = await read<StoredDelivery>('webhook_deliveries').where({ id }).first()
    if (!row) throw new E_NOT_FOUND({ what: 'delivery' })
    const webhook = await webhookById(read, row.webhook_id)
    if (!webhook) throw new E_NOT_FOUND({ what: 'webhook' })
    return toDelivery(row)
  }

  /** Deletes what is older than its webhook keeps it; answers how many. */
  async tidy(now: Date): Promise<number> {
    const { read, write } = this.#parts.database
    const rows: StoredWebhook[] = await read('webhooks').select()
    let deleted = 0
    for (const row of rows) {
      const before = now.getTime() - toWebhook(row).keepDays * 86_400_000
      deleted += await write('webhook_deliveries')
        .where('webhook_id', row.id)
        .where('created_at', '<', before)
        .where((old) => old.whereNotNull('finished_at').orWhereNot('state', 'retrying'))
        .delete()
    }
    return deleted
  }
}
