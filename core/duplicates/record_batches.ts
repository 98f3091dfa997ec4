import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import { columnName, type FieldTypes } from '#core/metadata/field_types/registry'
import type { EntityDefinition, Json } from '#core/metadata/types'
import { fieldOf, tableOf } from '#core/records/system_fields'

export interface StoredValues {
  id: number
  values: Record<string, Json>
}

/** The next records of an entity by id, with the stored values of some fields. What is read so is shown to nobody. */
export async function readBatch(
  knex: Knex | Knex.Transaction,
  dialect: DialectName,
  types: FieldTypes,
  entity: EntityDefinition,
  names: readonly string[],
  page: { after: number; upTo?: number; limit: number }
): Promise<StoredValues[]> {
  const fields = names.flatMap((name) => {
    const definition = fieldOf(entity, name)
    if (!definition || definition.removed) return []
    const type = types.get(definition.type)
    const system = !Object.hasOwn(entity.fields, name)
    const parts = Object.keys(type.columns(definition)).map((suffix) => ({
      suffix,
      column: system ? name : columnName(name, suffix),
    }))
    return [{ name, definition, type, parts }]
  })
  const rows: ({ id: number } & Record<string, unknown>)[] = await knex(tableOf(entity))
    .select('id', ...fields.flatMap(({ parts }) => parts.map(({ column }) => column)))
    .where('id', '>', page.after)
    .modify((query) => page.upTo !== undefined && query.where('id', '<=', page.upTo))
    .whereNull('deleted_at')
    .orderBy('id')
    .limit(page.limit)
  return rows.map((row) => {
    const values: Record<string, Json> = {}
    for (const { name, definition, type, parts } of fields) {
      const stored = Object.fromEntries(parts.map(({ suffix, column }) => [suffix, row[column]]))
      values[name] = type.fromDatabase(stored, definition, dialect) as Json
    }
    return { id: Number(row.id), values }
  })
}

export async function countRecords(knex: Knex, entity: EntityDefinition): Promise<number> {
  const rows = await knex(tableOf(entity))
    .whereNull('deleted_at')
    .count<{ n: number }[]>({ n: '*' })
  return Number(rows[0]?.n ?? 0)
}
