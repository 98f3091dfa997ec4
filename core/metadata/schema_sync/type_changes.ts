import type { Knex } from 'knex'
import type {
  ClientChange,
  DefinitionIssue,
  EntityDefinition,
  FieldTypeName,
} from '#core/metadata/types'
import { mergeLayers } from '#core/metadata/layers/merge'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import { columnName, linkTableOf, type FieldTypes } from '#core/metadata/field_types/registry'
import { FOLDED_SUFFIX } from '#core/metadata/field_types/folded_column'
import { tableOf } from '#core/records/system_fields'

/** A field whose type is another than before, and that its type may not become. */
export interface TypeChange {
  entity: EntityDefinition
  field: string
  from: FieldTypeName
  to: FieldTypeName
}

type Entities = ReadonlyMap<string, EntityDefinition>

/** The changes of type between two sets of definitions that no type declares to keep every value. Pure. */
export function forbiddenTypeChanges(
  before: Entities,
  after: Entities,
  types: FieldTypes
): TypeChange[] {
  const changes: TypeChange[] = []
  for (const [name, entity] of before) {
    const next = after.get(name)
    if (!next) continue
    for (const [field, old] of Object.entries(entity.fields)) {
      const now = next.fields[field]
      if (!now || now.type === old.type || !types.has(old.type)) continue
      if (types.get(old.type).becomes.includes(now.type)) continue
      changes.push({ entity, field, from: old.type, to: now.type })
    }
  }
  return changes
}

/** Search keys (`table.column`) made by one type, of fields that have another now: telephone numbers have their own. Pure. */
export function staleKeys(before: Entities, after: Entities): ReadonlySet<string> {
  const stale = new Set<string>()
  for (const [name, entity] of after) {
    for (const [field, { type }] of Object.entries(entity.fields)) {
      const old = before.get(name)?.fields[field]?.type
      if (old === undefined || old === type || (old !== 'phone' && type !== 'phone')) continue
      stale.add(`${tableOf(entity)}.${columnName(field, FOLDED_SUFFIX)}`)
    }
  }
  return stale
}

/** Issues of a change of the client layer: a field may only become what its type says it can. */
export function lossyTypes(
  knex: Knex | Knex.Transaction,
  types: FieldTypes,
  base: DefinitionMaps,
  [stored, next]: readonly [readonly ClientChange[], readonly ClientChange[]]
): Promise<DefinitionIssue[]> {
  const before = mergeLayers(base, stored).effective.entity
  const after = mergeLayers(base, next).effective.entity
  return typeChangeIssues(knex, forbiddenTypeChanges(before, after, types), types)
}

/** An issue for each, with the number of records that hold a value of the old type. */
export async function typeChangeIssues(
  knex: Knex | Knex.Transaction,
  changes: readonly TypeChange[],
  types: FieldTypes
): Promise<DefinitionIssue[]> {
  const issues: DefinitionIssue[] = []
  for (const { entity, field, from, to } of changes) {
    const rows = await rowsWithValue(knex, entity, field, types)
    issues.push({
      code: 'E_TYPE_CHANGE',
      kind: 'entity',
      name: entity.name,
      path: `fields.${field}.type`,
      params: { from, to, rows },
    })
  }
  return issues
}

async function rowsWithValue(
  knex: Knex | Knex.Transaction,
  entity: EntityDefinition,
  field: string,
  types: FieldTypes
): Promise<number> {
  const definition = entity.fields[field]
  if (!definition) return 0
  const type = types.get(definition.type)
  const [suffix] = Object.keys(type.columns(definition))
  const table = tableOf(entity)
  if (suffix !== undefined) {
    const found: { n: number }[] = await knex(table)
      .whereNotNull(columnName(field, suffix))
      .count({ n: '*' })
    return Number(found[0]?.n ?? 0)
  }
  if (!type.link) return 0
  const found: { n: number }[] = await knex(linkTableOf(table, field)).countDistinct({
    n: 'record_id',
  })
  return Number(found[0]?.n ?? 0)
}
