import type { Knex } from 'knex'
import type { ColumnSpec } from '#core/metadata/field_type'
import type { DialectName } from '#core/database/types'
import { runRows, type Statement } from '#core/database/dialect'
import type { ActualSchema, ActualTable } from '#core/metadata/schema_sync/diff'

interface ColumnRow {
  table_name: string
  column_name: string
  type_name: string
  nullable: number | boolean
  length: number | null
  scale: number | null
  collation: string | null
}
interface IndexRow {
  table_name: string
  index_name: string
  column_name: string
}

/** Any length: SQLite does not keep one, and equal types are compared by what the dialect declares. */
const NO_LENGTH = 255

const SQLITE: Record<'columns' | 'indexes', string> = {
  columns: `select m.name as table_name, c.name as column_name, lower(c.type) as type_name,
      case c."notnull" when 0 then 1 else 0 end as nullable,
      null as length, null as scale, null as collation
    from sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table' and m.name in (select value from json_each(?)) order by m.name, c.cid`,
  indexes: `select m.tbl_name as table_name, m.name as index_name, i.name as column_name
    from sqlite_master m join pragma_index_info(m.name) i
    where m.type = 'index' and m.tbl_name in (select value from json_each(?))
      and i.name is not null order by m.name, i.seqno`,
}

/** `max_length` is in bytes: two for each character of nvarchar, -1 for nvarchar(max). */
const MSSQL: Record<'columns' | 'indexes', string> = {
  columns: `SELECT t.name AS table_name, c.name AS column_name, ty.name AS type_name, c.is_nullable AS nullable,
      CASE WHEN c.max_length = -1 THEN NULL ELSE c.max_length / 2 END AS length, c.scale AS scale,
      c.collation_name AS collation
    FROM sys.tables t JOIN sys.columns c ON c.object_id = t.object_id
    JOIN sys.types ty ON ty.user_type_id = c.user_type_id
    WHERE t.name IN (SELECT CAST([value] AS nvarchar(128)) FROM OPENJSON(?)) ORDER BY t.name, c.column_id`,
  indexes: `SELECT t.name AS table_name, i.name AS index_name, c.name AS column_name
    FROM sys.tables t JOIN sys.indexes i ON i.object_id = t.object_id AND i.is_primary_key = 0
    JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
    JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
    WHERE t.name IN (SELECT CAST([value] AS nvarchar(128)) FROM OPENJSON(?)) AND ic.is_included_column = 0
    ORDER BY i.name, ic.key_ordinal`,
}

/** SQL that reads the columns and index columns of tables; one binding, the names as JSON. */
export function introspectionSql(
  dialect: DialectName,
  what: 'columns' | 'indexes',
  tables: readonly string[]
): Statement {
  const sql = (dialect === 'mssql' ? MSSQL : SQLITE)[what]
  return { sql, bindings: [JSON.stringify(tables)] }
}

/** Reads those of the tables that exist. */
export async function readSchema(
  knex: Knex | Knex.Transaction,
  dialect: DialectName,
  tables: readonly string[]
): Promise<ActualSchema> {
  const schema: ActualSchema = new Map()
  const columns = await runRows<ColumnRow>(knex, introspectionSql(dialect, 'columns', tables))
  for (const row of columns) {
    tableIn(schema, row.table_name).columns.set(row.column_name, {
      spec: dialect === 'mssql' ? mssqlSpec(row) : sqliteSpec(row),
      nullable: Boolean(row.nullable),
    })
  }
  const indexes = await runRows<IndexRow>(knex, introspectionSql(dialect, 'indexes', tables))
  for (const row of indexes) {
    const known = tableIn(schema, row.table_name).indexes
    known.set(row.index_name, [...(known.get(row.index_name) ?? []), row.column_name])
  }
  return schema
}

function tableIn(schema: ActualSchema, name: string): ActualTable {
  let table = schema.get(name)
  if (!table) {
    table = { columns: new Map(), indexes: new Map() }
    schema.set(name, table)
  }
  return table
}

const SQLITE_KINDS: Record<string, ColumnSpec> = {
  nvarchar: { kind: 'string', length: NO_LENGTH },
  nvarchar_key: { kind: 'string', length: NO_LENGTH, binary: true },
  text: { kind: 'text' },
  integer: { kind: 'integer' },
  bigint: { kind: 'bigint' },
  boolean_int: { kind: 'boolean' },
  date_text: { kind: 'date' },
  datetime_text: { kind: 'datetime' },
}

function sqliteSpec({ type_name: type }: ColumnRow): ColumnSpec | null {
  const decimal = /^decimal_int\((\d)\)$/.exec(type)
  if (decimal) return { kind: 'decimal', scale: Number(decimal[1]) }
  return SQLITE_KINDS[type] ?? null
}

export function mssqlSpec(
  row: Pick<ColumnRow, 'type_name' | 'length' | 'scale' | 'collation'>
): ColumnSpec | null {
  switch (row.type_name) {
    case 'nvarchar': {
      if (row.length === null) return { kind: 'text' }
      const binary = row.collation?.endsWith('_BIN2') === true
      return { kind: 'string', length: row.length, ...(binary ? { binary } : {}) }
    }
    case 'int':
      return { kind: 'integer' }
    case 'bigint':
      return { kind: 'bigint' }
    case 'bit':
      return { kind: 'boolean' }
    case 'date':
      return { kind: 'date' }
    case 'datetime2':
      return { kind: 'datetime' }
    case 'decimal':
      return { kind: 'decimal', scale: row.scale ?? 0 }
    default:
      return null
  }
}
