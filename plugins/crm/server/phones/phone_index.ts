import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf, run } from '#core/database/dialect'
import type { Metadata } from '#core/metadata/metadata'
import type { Settings } from '#core/plugin_host/settings'
import type { PhoneIndexRow } from './index_rows.js'
import { normalisePhone } from './normalise.js'

/** A record that has a number. */
export interface PhoneMatch {
  /** Normalised, as it was asked for. */
  number: string
  entity: string
  recordId: number
  /** The phone field that holds it. */
  field: string
  /** The record's title. */
  label: string
}

export const PHONE_TABLE = 'crm_phone_index'
const COLUMNS = ['entity', 'record_id', 'field', 'number'] as const
const LOOKUP_CHUNK = 500

/**
 * Finds records by telephone number, over every phone field of every entity. Kept by record hooks inside the transaction of
 * each write; answers for the system (calls are linked whoever reads them later), so a door for people filters what it
 * gets by their row scopes.
 */
export class PhoneIndex {
  readonly #database: Database
  readonly #metadata: Metadata
  readonly #settings: Settings

  constructor(database: Database, metadata: Metadata, settings: Settings) {
    this.#database = database
    this.#metadata = metadata
    this.#settings = settings
  }

  /** Country of numbers without a country code: the setting `crm.phone_region`. */
  get region(): string {
    return String(this.#settings.get('crm', 'phone_region') ?? 'IR')
  }

  /** See `normalisePhone`. */
  normalise(text: string, region: string = this.region): string | null {
    return normalisePhone(text, region)
  }

  /** Records that are not deleted and have one of these normalised numbers, in no particular order. */
  async find(numbers: readonly string[], db: Knex = this.#database.read): Promise<PhoneMatch[]> {
    const rows = await this.rows(numbers, db)
    const labels = await this.#labels(rows, db)
    return rows.flatMap((row) => {
      const label = labels.get(`${row.entity}:${row.record_id}`)
      if (label === undefined) return []
      const { number, entity, field } = row
      return [{ number, entity, recordId: row.record_id, field, label }]
    })
  }

  /** The bare index rows of these numbers. */
  async rows(numbers: readonly string[], db: Knex): Promise<PhoneIndexRow[]> {
    const found: PhoneIndexRow[] = []
    for (const chunk of chunks([...new Set(numbers)], LOOKUP_CHUNK)) {
      const rows: PhoneIndexRow[] = await db(PHONE_TABLE)
        .select('entity', 'record_id', 'field', 'number')
        .whereIn('number', chunk)
      found.push(...rows)
    }
    return found
  }

  /** Writes rows; what the records had before is to be removed first. */
  async add(trx: Knex, rows: readonly PhoneIndexRow[]): Promise<void> {
    const dialect = dialectOf(this.#database.dialect)
    for (const chunk of chunks(rows, dialect.rowsPerStatement(COLUMNS.length))) {
      const values = chunk.map((row) => COLUMNS.map((column) => row[column]))
      await run(trx, dialect.insert({ table: PHONE_TABLE, columns: COLUMNS, rows: values }))
    }
  }

  /** Forgets the numbers of records. */
  async remove(trx: Knex, entity: string, ids: readonly number[]): Promise<void> {
    for (const chunk of chunks(ids, LOOKUP_CHUNK)) {
      await trx(PHONE_TABLE).where({ entity }).whereIn('record_id', chunk).delete()
    }
  }

  async #labels(rows: readonly PhoneIndexRow[], db: Knex): Promise<Map<string, string>> {
    const ids = new Map<string, Set<number>>()
    for (const row of rows) {
      const known = ids.get(row.entity) ?? new Set()
      ids.set(row.entity, known.add(row.record_id))
    }
    const labels = new Map<string, string>()
    for (const [name, wanted] of ids) {
      const entity = this.#metadata.current().entity.get(name)
      if (!entity || entity.removed) continue
      for (const chunk of chunks([...wanted], LOOKUP_CHUNK)) {
        const titles: { id: number; title: string | null }[] = await db(entity.table ?? entity.name)
          .select('id', { title: entity.titleField })
          .whereIn('id', chunk)
          .whereNull('deleted_at')
        for (const { id, title } of titles) labels.set(`${name}:${id}`, title ?? '')
      }
    }
    return labels
  }
}

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
