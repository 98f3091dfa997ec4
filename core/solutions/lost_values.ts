import type { Knex } from 'knex'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import { tableOf } from '#core/records/system_fields'

/** Values that go out of use; they stay stored until somebody purges them. */
export interface LostValues {
  entity: string
  /** Absent where the whole entity goes. */
  field?: string
  /** An option of the field's choice list. */
  option?: string
  rows: number
}

/** What records hold in fields, entities and options that are in use `before` and no longer `after`. */
export async function lostValues(
  knex: Knex,
  types: FieldTypes,
  before: DefinitionMaps,
  after: DefinitionMaps
): Promise<LostValues[]> {
  const lost: LostValues[] = []
  const count = async (entity: EntityDefinition, where: (query: Knex.QueryBuilder) => void) => {
    const query = knex(tableOf(entity)).whereNull('deleted_at').count({ n: '*' })
    where(query)
    const [row] = (await query) as { n: number }[]
    return Number(row?.n ?? 0)
  }
  for (const [name, entity] of before.entity) {
    if (entity.removed) continue
    const next = after.entity.get(name)
    if (!next || next.removed) {
      const rows = await count(entity, () => undefined)
      if (rows > 0) lost.push({ entity: name, rows })
      continue
    }
    if (next === entity && before.choice_list === after.choice_list) continue
    for (const [field, definition] of Object.entries(entity.fields)) {
      if (definition.removed) continue
      const column = Object.keys(types.columnsOf(field, definition))[0]
      if (column === undefined) continue
      const kept = next.fields[field]
      if (!kept || kept.removed) {
        const rows = await count(entity, (query) => void query.whereNotNull(column))
        if (rows > 0) lost.push({ entity: name, field, rows })
        continue
      }
      for (const option of goneOptions(definition, before, after)) {
        const rows = await count(entity, (query) => void query.where(column, option))
        if (rows > 0) lost.push({ entity: name, field, option, rows })
      }
    }
  }
  return lost
}

function goneOptions(
  field: FieldDefinition,
  before: DefinitionMaps,
  after: DefinitionMaps
): string[] {
  if (field.type !== 'choice') return []
  const options = Object.entries(before.choice_list.get(field.choices)?.options ?? {})
  const left = after.choice_list.get(field.choices)?.options ?? {}
  return options
    .filter(([value, option]) => !option.removed && (!left[value] || left[value].removed === true))
    .map(([value]) => value)
}

/** Rows of the tables that a plan touches, for those that exist. */
export async function rowCounts(
  knex: Knex,
  tables: Iterable<string>
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [row] = (await knex(table).count({ n: '*' })) as { n: number }[]
    counts[table] = Number(row?.n ?? 0)
  }
  return counts
}
