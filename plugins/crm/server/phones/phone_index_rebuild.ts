import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { Metadata } from '#core/metadata/metadata'
import type { EntityDefinition } from '#core/metadata/types'
import type { EventBus } from '#core/realtime/event_bus'
import type { FieldValues } from '#core/records/hooks'
import { announceNumbers } from './announce_numbers.js'
import { PHONE_TABLE, type PhoneIndex } from './phone_index.js'
import { indexRows } from './index_rows.js'
import { phoneEntities } from './phone_fields.js'

const BATCH = 500

export type Report = (done: number, total: number) => Promise<void>

/**
 * Makes the phone index anew from the records, in batches of a transaction each, so that people keep working meanwhile and a
 * run that was cut short can simply start again. Needed after the country setting or an entity's phone fields changed.
 */
export class PhoneIndexRebuild {
  readonly #database: Database
  readonly #metadata: Metadata
  readonly #index: PhoneIndex
  readonly #events: EventBus

  constructor(database: Database, metadata: Metadata, index: PhoneIndex, events: EventBus) {
    this.#database = database
    this.#metadata = metadata
    this.#index = index
    this.#events = events
  }

  /** Answers how many numbers the index holds afterwards. */
  async run(report: Report, signal?: AbortSignal): Promise<number> {
    const metadata = this.#metadata.current()
    const entities = phoneEntities(metadata)
    const total = await this.#countRecords([...entities.keys()])
    let done = 0
    let numbers = 0
    await this.#database
      .write(PHONE_TABLE)
      .whereNotIn('entity', [...entities.keys()])
      .delete()
    for (const [name, fields] of entities) {
      const entity = metadata.entity.get(name)
      if (!entity) continue
      let last: number | null = 0
      while (last !== null) {
        signal?.throwIfAborted()
        const from: number = last
        const step = await this.#database.transaction((trx) =>
          this.#rebuildBatch(trx, entity, fields, from)
        )
        done += step.records
        numbers += step.numbers
        last = step.last
        await report(done, Math.max(total, done))
      }
    }
    return numbers
  }

  async #countRecords(entities: string[]): Promise<number> {
    let total = 0
    for (const name of entities) {
      const entity = this.#metadata.current().entity.get(name)
      if (!entity) continue
      const counted = await this.#database
        .read(entity.table ?? name)
        .whereNull('deleted_at')
        .count<{ n: number }[]>({ n: '*' })
      total += Number(counted[0]?.n ?? 0)
    }
    return total
  }

  /** Replaces the rows of the records behind `after`; `last` is null when there are no more. */
  async #rebuildBatch(
    trx: Knex.Transaction,
    entity: EntityDefinition,
    fields: string[],
    after: number
  ): Promise<{ last: number | null; records: number; numbers: number }> {
    const records: (FieldValues & { id: number })[] = await trx(entity.table ?? entity.name)
      .select('id', ...fields)
      .where('id', '>', after)
      .whereNull('deleted_at')
      .orderBy('id')
      .limit(BATCH)
    const last = records.length < BATCH ? null : (records.at(-1)?.id ?? null)
    const stale = trx(PHONE_TABLE).where({ entity: entity.name }).where('record_id', '>', after)
    if (last !== null) stale.where('record_id', '<=', last)
    await stale.delete()
    const region = this.#index.region
    const rows = records.flatMap((record) =>
      indexRows(entity.name, record.id, record, fields, region)
    )
    await this.#index.add(trx, rows)
    announceNumbers(this.#events, trx, rows)
    return { last, records: records.length, numbers: rows.length }
  }
}
