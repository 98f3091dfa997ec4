import type { Knex } from 'knex'
import { CodedError } from '#core/errors/coded_error'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import type { Actors } from '#core/security/actors'
import type { DeliveryQueue, NewDelivery } from '#core/webhooks/delivery_queue'
import type { WebhookBodies } from '#core/webhooks/webhook_bodies'
import type { WebhookPauses } from '#core/webhooks/webhook_pauses'
import type { WebhookWatch } from '#core/webhooks/webhook_watch'
import { toWebhook, type StoredWebhook } from '#core/webhooks/webhook_rows'
import type { Webhook, WebhookEvent } from '#core/webhooks/types'

type Saved = WriteEvent & { id: number }

const EVENTS: Record<WriteEvent['operation'], WebhookEvent> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  restore: 'restored',
}

interface Parts {
  bodies: WebhookBodies
  actors: Actors
  watch: WebhookWatch
  queue: DeliveryQueue
  pauses: WebhookPauses
}

/**
 * Writes what webhooks shall tell into the transaction of the change: what is told is the record as it was then, as the
 * person sees it as whom the webhook runs. A webhook that cannot be asked any more is paused; it never undoes a person's write.
 */
export class WebhookEvents {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  hooks(): RecordHooks {
    return {
      entity: '*',
      /** A record is looked at before it is deleted: afterwards nobody would find it. */
      beforeSave: async (event) => {
        const { id } = event
        if (event.operation === 'delete' && id !== null) await this.#tell([{ ...event, id }])
      },
      afterSave: async (event) => {
        if (event.operation !== 'delete') await this.#tell([event])
      },
      afterSaveMany: (events) =>
        this.#tell(events.filter(({ operation }) => operation !== 'delete')),
    }
  }

  async #tell(events: readonly Saved[]): Promise<void> {
    const [first] = events
    const { watch } = this.#parts
    if (!first || !(await watch.isWatched(first.entity))) return
    const event = EVENTS[first.operation]
    for (const row of await watch.webhooks(first.trx, first.entity)) {
      const webhook = toWebhook(row)
      if (webhook.events.includes(event)) await this.#tellOne(first.trx, row, webhook, events)
    }
  }

  async #tellOne(
    trx: Knex.Transaction,
    row: StoredWebhook,
    webhook: Webhook,
    events: readonly Saved[]
  ): Promise<void> {
    const { pauses, queue } = this.#parts
    try {
      const deliveries = await this.#deliveries(trx, webhook, events)
      const [first] = events
      if (first) await queue.add(trx, row, deliveries, first.now)
    } catch (error) {
      if (!(error instanceof CodedError) || error.status >= 500) throw error
      await pauses.pause(trx, row, error.code === 'E_UNAUTHENTICATED' ? 'run_as' : 'definition')
    }
  }

  async #deliveries(
    trx: Knex.Transaction,
    webhook: Webhook,
    events: readonly Saved[]
  ): Promise<NewDelivery[]> {
    const [first] = events
    if (!first || webhook.runAs === null) return []
    const { actors, bodies } = this.#parts
    const person = await actors.load(webhook.runAs)
    const told = events.map(({ id, changed, now }) => ({ id, changed, at: now }))
    const found = await bodies.of(person, webhook, EVENTS[first.operation], told, trx)
    return [...found].map(([recordId, body]) => ({ recordId, body }))
  }
}
