import type { Knex } from 'knex'
import { dialectOf, run } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { chunks } from '../phones/phone_index.js'
import { nameKey } from './names.js'

export const NAME_TABLE = 'crm_name_index'
const COLUMNS = ['entity', 'record_id', 'name_key'] as const
const DELETE_CHUNK = 500

type SavedEvent = WriteEvent & { id: number }

/** Keeps the name keys of one entity, whose names stand in `field`. */
export class NameIndexHooks implements RecordHooks {
  readonly entity: string
  readonly #dialect: DialectName
  readonly #field: string

  constructor(dialect: DialectName, entity: string, field: string) {
    this.#dialect = dialect
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
      .map((event) => [this.entity, event.id, nameKey(String(event.after[this.#field] ?? ''))])
      .filter(([, , key]) => key !== '')
    const dialect = dialectOf(this.#dialect)
    for (const chunk of chunks(rows, dialect.rowsPerStatement(COLUMNS.length))) {
      await run(first.trx, dialect.insert({ table: NAME_TABLE, columns: COLUMNS, rows: chunk }))
    }
  }

  async #forget(trx: Knex.Transaction, events: SavedEvent[]): Promise<void> {
    const ids = events.map((event) => event.id)
    for (const chunk of chunks(ids, DELETE_CHUNK)) {
      await trx(NAME_TABLE).where({ entity: this.entity }).whereIn('record_id', chunk).delete()
    }
  }
}
