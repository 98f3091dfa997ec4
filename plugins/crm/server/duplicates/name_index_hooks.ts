import type { Knex } from 'knex'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { chunks } from '../phones/phone_index.js'
import { nameKey } from './names.js'

export const NAME_TABLE = 'crm_name_index'
const INSERT_CHUNK = 500
const DELETE_CHUNK = 500

type SavedEvent = WriteEvent & { id: number }

/** Keeps the name keys of one entity, whose names stand in `field`. */
export class NameIndexHooks implements RecordHooks {
  readonly entity: string
  readonly #field: string

  constructor(entity: string, field: string) {
    this.entity = entity
    this.#field = field
  }

  afterSave(event: SavedEvent): Promise<void> {
    return this.afterSaveMany([event])
  }

  async afterSaveMany(events: SavedEvent[]): Promise<void> {
    const touched = events.filter(
      (event) => event.operation !== 'update' || event.changed.includes(this.#field)
    )
    const [first] = touched
    if (first === undefined) return
    await this.#forget(
      first.trx,
      touched.filter((event) => event.operation !== 'create')
    )
    const rows = touched
      .filter((event) => event.operation !== 'delete')
      .map((event) => ({
        entity: this.entity,
        record_id: event.id,
        name_key: nameKey(String({ ...event.before, ...event.after }[this.#field] ?? '')),
      }))
      .filter((row) => row.name_key !== '')
    for (const chunk of chunks(rows, INSERT_CHUNK)) await first.trx(NAME_TABLE).insert(chunk)
  }

  async #forget(trx: Knex.Transaction, events: SavedEvent[]): Promise<void> {
    const ids = events.map((event) => event.id)
    for (const chunk of chunks(ids, DELETE_CHUNK)) {
      await trx(NAME_TABLE).where({ entity: this.entity }).whereIn('record_id', chunk).delete()
    }
  }
}
