import type { ColumnDdl, IndexDdl } from '#core/database/dialect'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import type { ColumnSpec } from '#core/metadata/field_type'
import { columnName, linkTableOf, type FieldTypes } from '#core/metadata/field_types/registry'
import { FOLDED_SUFFIX, hasShadow } from '#core/metadata/field_types/folded_column'
import { tableOf } from '#core/records/system_fields'
import type { FillSource } from '#core/metadata/schema_sync/plan'

export interface TargetColumn extends ColumnDdl {
  fill?: FillSource
}

/** A table as the definitions want it. */
export interface TargetTable {
  name: string
  columns: TargetColumn[]
  indexes: IndexDdl[]
  /** The column whose single values are the first rows, where it is older than the table. */
  fill?: { table: string; column: string }
}

const integer = (name: string): TargetColumn => ({
  name,
  spec: { kind: 'integer' },
  nullable: true,
})
const instant = (name: string, nullable = false): TargetColumn => ({
  name,
  spec: { kind: 'datetime' },
  nullable,
})

/** Columns of every entity beside `id`. */
export const SYSTEM_COLUMNS: readonly TargetColumn[] = [
  integer('owner_id'),
  integer('unit_id'),
  instant('created_at'),
  integer('created_by'),
  instant('updated_at'),
  integer('updated_by'),
  { name: 'version', spec: { kind: 'integer' }, nullable: false, default: 1 },
  instant('deleted_at', true),
]

/**
 * The tables of the entities in use. Columns of fields are nullable whatever `required` says: requiring is the record
 * engine's, and a field may become required while old records lack it.
 */
export function targetSchema(definitions: DefinitionMaps, types: FieldTypes): TargetTable[] {
  return [...definitions.entity.values()]
    .filter((entity) => !entity.removed)
    .flatMap((entity) => [targetTable(entity, types), ...linkTables(entity, types)])
}

/** A table for each field with several values: asked by value, and by record. */
function linkTables(entity: EntityDefinition, types: FieldTypes): TargetTable[] {
  return fieldsInUse(entity).flatMap(([field, definition]) => {
    const link = types.get(definition.type).link?.(definition)
    if (!link) return []
    const name = linkTableOf(tableOf(entity), field)
    const spec: ColumnSpec =
      link.kind === 'values' ? { kind: 'string', length: link.length } : { kind: 'integer' }
    const columns: TargetColumn[] = [
      { name: 'record_id', spec: { kind: 'integer' }, nullable: false },
      { name: 'value', spec, nullable: false },
    ]
    const indexes = [
      ['record_id', 'value'],
      ['value', 'record_id'],
    ].map((over) => ({ ...indexDdl(name, over, false, false), whereNull: [] }))
    const fill = link.kind === 'values' ? { table: tableOf(entity), column: field } : undefined
    return [{ name, columns, indexes, ...(fill ? { fill } : {}) }]
  })
}

function targetTable(entity: EntityDefinition, types: FieldTypes): TargetTable {
  const name = tableOf(entity)
  const columns = [...SYSTEM_COLUMNS]
  for (const [field, definition] of fieldsInUse(entity)) {
    for (const [suffix, spec] of Object.entries(types.get(definition.type).columns(definition))) {
      const column: TargetColumn = { name: columnName(field, suffix), spec, nullable: true }
      if (suffix === FOLDED_SUFFIX) column.fill = { field, definition }
      columns.push(column)
    }
  }
  return { name, columns, indexes: targetIndexes(name, entity, types) }
}

function fieldsInUse(entity: EntityDefinition): [string, FieldDefinition][] {
  return Object.entries(entity.fields).filter(([, field]) => !field.removed)
}

/**
 * Indexes hold only records that are not deleted, which is what nearly every query asks for. None names `id`: both
 * databases keep it at the end of every index, so a list by an indexed field pages by key without sorting.
 */
function targetIndexes(table: string, entity: EntityDefinition, types: FieldTypes): IndexDdl[] {
  const order = listOrderOf(entity)
  const wanted: { columns: string[]; unique?: boolean; deleted?: boolean }[] = [
    { columns: ['owner_id', ...order] },
    { columns: ['unit_id', ...order] },
    { columns: ['created_at'] },
    { columns: ['deleted_at'], deleted: true },
  ]
  if (order.length > 0) wanted.push({ columns: order })
  for (const [name, field] of fieldsInUse(entity)) {
    const links = linkColumns(name, field)
    if (links) wanted.push({ columns: [...links, ...linkOrder(entity, name, order)] })
    const hasColumn = '' in types.get(field.type).columns(field)
    if (field.unique && hasColumn) wanted.push({ columns: [name], unique: true })
    else if (field.indexed && hasColumn && !links) {
      const few = field.type === 'choice' || field.type === 'boolean'
      wanted.push({ columns: [name, ...(few ? order : [])] })
    }
    if (field.indexed && hasShadow(field) && isTextLike(types, field)) {
      wanted.push({ columns: [columnName(name, FOLDED_SUFFIX)] })
    }
  }
  for (const { fields, unique } of Object.values(entity.indexes ?? {})) {
    wanted.push({ columns: fields, unique: unique === true })
  }
  const byName = new Map<string, IndexDdl>()
  for (const { columns, unique = false, deleted = false } of wanted) {
    const index = indexDdl(table, columns, unique, deleted)
    byName.set(index.name, index)
  }
  return [...byName.values()]
}

function isTextLike(types: FieldTypes, field: FieldDefinition): boolean {
  return FOLDED_SUFFIX in types.get(field.type).columns(field)
}

function linkColumns(name: string, field: FieldDefinition): string[] | null {
  if (field.type === 'lookup') return [name]
  if (field.type === 'regarding') return [columnName(name, 'entity'), columnName(name, 'id')]
  return null
}

/** The column by which lists of the entity are sorted, where it says so. */
function listOrderOf(entity: EntityDefinition): string[] {
  const order = entity.listOrder ?? entity.timeline?.at
  return order === undefined ? [] : [order]
}

/** A timeline reads the newest records that link to one: the index brings them in its order. */
function linkOrder(entity: EntityDefinition, field: string, order: string[]): string[] {
  const { timeline } = entity
  return timeline?.via.includes(field) ? [timeline.at] : order
}

/** Begins with the prefix by which schema sync knows its own indexes; those of migrations it leaves alone. */
export const INDEX_PREFIX = /^p[xu]_/
const MAX_INDEX_NAME = 110

/**
 * The name says table and columns, and the rest follows from them: two indexes with the same name are the same. SQL Server
 * takes 128 characters; a longer name keeps its beginning and a checksum of the whole.
 */
function indexDdl(
  table: string,
  columns: readonly string[],
  unique: boolean,
  deleted: boolean
): IndexDdl {
  const full = `${unique ? 'pu' : 'px'}_${table}__${columns.join('__')}`
  const name =
    full.length <= MAX_INDEX_NAME ? full : `${full.slice(0, MAX_INDEX_NAME)}_${checksum(full)}`
  return {
    name,
    table,
    columns,
    unique,
    whereNull: deleted ? [] : ['deleted_at'],
    whereNotNull: deleted ? ['deleted_at'] : unique ? columns : [],
  }
}

/** FNV-1a, 32 bits: tells names apart, nothing more. */
function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
