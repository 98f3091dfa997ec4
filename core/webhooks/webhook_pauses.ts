import type { Knex } from 'knex'
import type { Notifications } from '#core/realtime/notifications'
import type { PauseReason } from '#core/webhooks/types'
import { definitionOf, type StoredWebhook } from '#core/webhooks/webhook_rows'

/** Stops a webhook that cannot go on by itself, and tells whoever changed it last. What changes meanwhile is collected. */
export class WebhookPauses {
  readonly #notifications: Pick<Notifications, 'add'>

  constructor(notifications: Pick<Notifications, 'add'>) {
    this.#notifications = notifications
  }

  /** In the caller's transaction. One that is not on is left alone: nobody is told twice. */
  async pause(trx: Knex.Transaction, row: StoredWebhook, because: PauseReason): Promise<void> {
    const paused = await trx('webhooks')
      .where({ id: row.id, state: 'on' })
      .update({ state: 'paused', paused_because: because })
    if (paused === 0) return
    await this.#notifications.add(trx, {
      userId: row.updated_by,
      kind: `webhook_paused_${because}`,
      params: { name: definitionOf(row).label.en, failures: row.failures },
      link: `/admin/webhooks?open=${row.name}`,
    })
  }
}
