import type { Knex } from 'knex'
import type { MetadataSource } from '#core/records/ports'
import type { RecordRow } from '#core/records/types'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import { sendable } from '#core/webhooks/sent_fields'
import type { Webhook, WebhookBody } from '#core/webhooks/types'

/** One record of which shall be told. */
export interface Told {
  id: number
  /** Names of the fields that differ from before. */
  changed: readonly string[]
  at: Date
}
type Telling = Pick<Webhook, 'name' | 'entity' | 'filter' | 'fields'>

/** Records that one query reads. */
const BATCH = 500

/** What a webhook says of records: read as a person, by the same queries as everything, and only the fields listed. */
export class WebhookBodies {
  readonly #records: Records
  readonly #metadata: MetadataSource

  constructor(records: Records, metadata: MetadataSource) {
    this.#records = records
    this.#metadata = metadata
  }

  /** Bodies by record; those that the person may not see or that do not match are left out. */
  async of(
    person: Actor,
    webhook: Telling,
    event: WebhookBody['event'],
    told: readonly Told[],
    trx?: Knex.Transaction
  ): Promise<Map<number, WebhookBody>> {
    const { name, entity, fields } = webhook
    const select = sendable(this.#metadata.current(), person.access, entity, fields)
    const rows = new Map<number, RecordRow>()
    for (let start = 0; start < told.length; start += BATCH) {
      const ids = told.slice(start, start + BATCH).map(({ id }) => id)
      const found = await this.#rows(person, webhook, select, ids, trx)
      for (const row of found) rows.set(row.id, row)
    }
    return new Map(
      told.flatMap(({ id, changed, at }) => {
        const record = rows.get(id)
        if (!record) return []
        const body = { webhook: name, event, entity, at: at.toISOString(), record }
        const differs = changed.filter((field) => select.includes(field))
        return [[id, event === 'updated' ? { ...body, changed: differs } : body] as const]
      })
    )
  }

  /** A body for a try: of the newest record that matches, or of none. */
  async sample(person: Actor, webhook: Telling, at: Date): Promise<WebhookBody> {
    const { name, entity, fields } = webhook
    const select = sendable(this.#metadata.current(), person.access, entity, fields)
    const [record = {}] = await this.#rows(person, webhook, select, null)
    return { webhook: name, event: 'test', entity, at: at.toISOString(), record }
  }

  async #rows(
    person: Actor,
    { entity, filter }: Telling,
    select: readonly string[],
    ids: number[] | null,
    trx?: Knex.Transaction
  ): Promise<RecordRow[]> {
    const these = ids ? [{ path: 'id', op: 'in' as const, value: ids }] : []
    const conditions = filter ? [...these, filter] : these
    const query = {
      entity,
      select: select.length > 0 ? [...select] : ['id'],
      limit: ids ? BATCH : 1,
      ...(conditions.length > 0 ? { filter: { and: conditions } } : {}),
    }
    return (await this.#records.query(person, query, trx ? { trx } : {})).rows
  }
}
