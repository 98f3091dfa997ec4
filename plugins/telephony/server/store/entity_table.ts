import type { Knex } from 'knex'
import type { EntityDefinition, FieldDefinition, Json } from '#core/metadata/types'
import { columnName, type FieldTypes } from '#core/metadata/field_types/registry'
import { batches, run, type Dialect } from '#core/database/dialect'
import { Statements } from '#core/records/execution/statements'
import type { Bound } from '#core/records/query/slots'

/** Values by field name in the wire form: ids for lookups, ISO texts for instants. */
export type EntityValues = Record<string, Json>

/** System columns that a writer of system-managed records decides. */
export interface SystemValues {
  ownerId: number | null
  unitId: number | null
  /** When the fact itself began: an archive copied twice is the same twice, whenever it was copied. */
  createdAt: Date
  updatedAt: Date
}

export interface NewRow {
  values: EntityValues
  system: SystemValues
}
export interface ChangedRow extends NewRow {
  id: number
}

/** In the order of `#system`. The beginning of a fact may become known better when late rows come. */
const UPDATED = ['owner_id', 'unit_id', 'created_at', 'updated_at']

interface FieldColumns {
  name: string
  definition: FieldDefinition
  suffixes: string[]
}

/**
 * Writes records of a system-managed entity in bulk. How a value is stored is asked of its field type, so searched and
 * sorted texts get their shadow columns like everywhere else. Fields not named in `written` are left alone: those that
 * people edit and those that a client added.
 */
export class EntityTable {
  readonly table: string
  readonly #fields: FieldColumns[]
  readonly #columns: string[]
  readonly #statements: Statements

  constructor(
    definition: EntityDefinition,
    written: readonly string[],
    private readonly types: FieldTypes,
    private readonly dialect: Dialect
  ) {
    this.table = definition.table ?? definition.name
    this.#statements = new Statements(dialect.name)
    this.#fields = written.map((name) => {
      const field = definition.fields[name]
      if (!field) throw new RangeError(`${definition.name} has no field ${name}`)
      return {
        name,
        definition: field,
        suffixes: Object.keys(types.get(field.type).columns(field)),
      }
    })
    this.#columns = this.#fields.flatMap(({ name, suffixes }) =>
      suffixes.map((suffix) => columnName(name, suffix))
    )
  }

  /** Inserts rows and answers their ids in the same order. */
  async insert(trx: Knex.Transaction, rows: readonly NewRow[]): Promise<number[]> {
    if (rows.length === 0) return []
    const columns = [...this.#columns, ...UPDATED, 'version']
    const values = rows.map((row) => [...this.#encoded(row.values), ...this.#system(row.system), 1])
    return this.#statements.use(trx, (session) => session.insertMany(this.table, columns, values))
  }

  /** Overwrites the written fields of rows that exist, and raises their version. */
  async update(trx: Knex.Transaction, rows: readonly ChangedRow[]): Promise<void> {
    const sql = this.#updateSql([...this.#columns, ...UPDATED])
    await this.#statements.use(trx, async (session) => {
      for (const { id, values, system } of rows) {
        await session.change(sql, [...this.#encoded(values), ...this.#system(system), id])
      }
    })
  }

  /** Overwrites the written fields and nothing else: who owns the record and when it changed stay as they are. */
  async patch(
    trx: Knex.Transaction,
    rows: ReadonlyArray<{ id: number; values: EntityValues }>
  ): Promise<void> {
    const sql = this.#updateSql(this.#columns)
    await this.#statements.use(trx, async (session) => {
      for (const { id, values } of rows) await session.change(sql, [...this.#encoded(values), id])
    })
  }

  #updateSql(columns: readonly string[]): string {
    const set = columns.map((column) => `${this.dialect.quote(column)} = ?`).join(', ')
    return `update ${this.dialect.quote(this.table)} set ${set}, version = version + 1 where id = ?`
  }

  /** Deletes rows for good: parts that an assembly no longer has. */
  async remove(trx: Knex.Transaction, ids: readonly number[]): Promise<void> {
    for (const chunk of batches(ids, 10_000)) {
      await run(trx, {
        sql: `delete from ${this.dialect.quote(this.table)} where ${this.dialect.inJson('id', 'integer')}`,
        bindings: [JSON.stringify(chunk)],
      })
    }
  }

  #system(system: SystemValues): Bound[] {
    return [
      system.ownerId,
      system.unitId,
      this.dialect.instant(system.createdAt),
      this.dialect.instant(system.updatedAt),
    ]
  }

  #encoded(values: EntityValues): Bound[] {
    const bound: Bound[] = []
    for (const { name, definition, suffixes } of this.#fields) {
      const value = values[name]
      if (value === null || value === undefined) {
        bound.push(...suffixes.map(() => null))
        continue
      }
      const type = this.types.get(definition.type)
      const stored = type.toDatabase(value, definition, this.dialect.name)
      for (const suffix of suffixes) bound.push(asBindable(stored[suffix]))
    }
    return bound
  }
}

function asBindable(value: string | number | boolean | Date | null | undefined) {
  return value instanceof Date ? value.toISOString() : (value ?? null)
}
