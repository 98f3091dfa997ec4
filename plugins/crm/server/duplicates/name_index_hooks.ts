import type { Knex } from 'knex'
import { dialectOf, run } from '#core/database/dialect'
import type { DialectName } from '#core/database/types'
import type { Metadata } from '#core/metadata/metadata'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { chunks } from '../phones/phone_index.js'
import { isParty } from './duplicate_rules.js'
import { nameKey } from './names.js'

export const NAME_TABLE = 'crm_name_index'
const COLUMNS = ['entity', 'record_id', 'name_key'] as const
const DELETE_CHUNK = 500

type SavedEvent = WriteEvent & { id: number }

/** Keeps the name keys of everybody who can be reached: contacts, accounts, leads, and parties made in the browser. */
export class NameIndexHooks implements RecordHooks {
  readonly entity = '*'
  readonly #dialect: DialectName
  readonly #metadata: Metadata
  #known: { version: string; titles: Map<string, string> } | null = null

  constructor(dialect: DialectName, metadata: Metadata) {
    this.#dialect = dialect
    this.#metadata = metadata
  }

  afterSave(event: SavedEvent): Promise<void> {
    return this.afterSaveMany([event])
  }

  async afterSaveMany(events: SavedEvent[]): Promise<void> {
    const titles = this.#titles()
    const touched = events.filter((event) => {
      const title = titles.get(event.entity)
      if (title === undefined) return false
      return event.operation !== 'update' || event.changed.includes(title)
    })
    const [first] = touched
    if (first === undefined) return
    await this.#forget(
      first.trx,
      touched.filter((event) => event.operation !== 'create')
    )
    const rows = touched
      .filter((event) => event.operation !== 'delete')
      .map(({ entity, id, after }) => {
        const title = after[titles.get(entity) ?? '']
        return [entity, id, nameKey(typeof title === 'string' ? title : '')] as const
      })
      .filter(([, , key]) => key !== '')
    const dialect = dialectOf(this.#dialect)
    for (const chunk of chunks(rows, dialect.rowsPerStatement(COLUMNS.length))) {
      await run(first.trx, dialect.insert({ table: NAME_TABLE, columns: COLUMNS, rows: chunk }))
    }
  }

  async #forget(trx: Knex.Transaction, events: SavedEvent[]): Promise<void> {
    for (const [entity, group] of Map.groupBy(events, (event) => event.entity)) {
      const ids = group.map((event) => event.id)
      for (const chunk of chunks(ids, DELETE_CHUNK)) {
        await trx(NAME_TABLE).where({ entity }).whereIn('record_id', chunk).delete()
      }
    }
  }

  /** Title fields of the parties, by entity. */
  #titles(): Map<string, string> {
    const metadata = this.#metadata.current()
    if (this.#known?.version !== metadata.version) {
      const parties = [...metadata.entity.values()].filter(isParty)
      const titles = new Map(parties.map((entity) => [entity.name, entity.titleField]))
      this.#known = { version: metadata.version, titles }
    }
    return this.#known.titles
  }
}
