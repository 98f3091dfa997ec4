import type { Knex } from 'knex'
import type { StoredWebhook } from '#core/webhooks/webhook_rows'

/** How long a process goes on with what it knows: a webhook made in another process takes effect within this time. */
const CHECK_EVERY_MS = 2_000

/**
 * Which entities have webhooks: asked at every write of every record, so it is kept, and read again at most every two seconds. In
 * the process that changes a webhook it takes effect at once.
 */
export class WebhookWatch {
  readonly #read: () => Knex
  readonly #now: () => number
  #entities: ReadonlySet<string> = new Set()
  #checkedAt = Number.NEGATIVE_INFINITY
  #checking: Promise<void> | null = null

  constructor(read: () => Knex, now: () => number = Date.now) {
    this.#read = read
    this.#now = now
  }

  async isWatched(entity: string): Promise<boolean> {
    if (this.#now() - this.#checkedAt >= CHECK_EVERY_MS) {
      this.#checking ??= this.#check().finally(() => {
        this.#checking = null
      })
      await this.#checking
    }
    return this.#entities.has(entity)
  }

  /** Call it once a change of a webhook is committed. */
  forget(): void {
    this.#checkedAt = Number.NEGATIVE_INFINITY
  }

  /** Those of an entity that collect, as the transaction sees them. */
  async webhooks(trx: Knex.Transaction, entity: string): Promise<StoredWebhook[]> {
    return trx<StoredWebhook>('webhooks').where({ entity }).whereNot('state', 'off').orderBy('id')
  }

  async #check(): Promise<void> {
    const startedAt = this.#now()
    const rows: { entity: string }[] = await this.#read()('webhooks')
      .whereNot('state', 'off')
      .distinct('entity')
    this.#entities = new Set(rows.map(({ entity }) => entity))
    this.#checkedAt = startedAt
  }
}
