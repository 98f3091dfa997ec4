import type { ColumnSpec } from '#core/metadata/field_type'
import type { ColumnDdl, DateUnit, Dialect, IndexDdl } from '#core/database/dialect'

/** SQL Server takes 2,100 parameters; the driver's `sp_executesql` uses two of its own. */
const MAX_PARAMETERS = 2_090
/** Rows of a table value constructor. */
const MAX_ROWS = 1_000
/** nvarchar beyond this is nvarchar(max), which no index takes. */
const MAX_NVARCHAR = 4_000

/** Orders by code point, as SQLite does and as folded keys are made for. */
const BINARY = 'Latin1_General_100_BIN2'

const stringType = (length: number) =>
  length > MAX_NVARCHAR ? 'nvarchar(max)' : `nvarchar(${length})`
const quote = (name: string) => `[${name.replaceAll(']', ']]')}]`
const list = (names: readonly string[]) => names.map(quote).join(', ')
const prefixed = (prefix: string, names: readonly string[]) =>
  names.map((name) => `${prefix}.${quote(name)}`).join(', ')
const placeholders = (count: number) => `(${Array<string>(count).fill('?').join(', ')})`
const literal = (text: string) => `N'${text.replaceAll("'", "''")}'`

/** Texts are always nvarchar: the driver binds nvarchar, and a varchar index would be scanned. */
function columnType(spec: ColumnSpec): string {
  switch (spec.kind) {
    case 'string':
      return stringType(spec.length) + (spec.binary ? ` COLLATE ${BINARY}` : '')
    case 'text':
      return 'nvarchar(max)'
    case 'integer':
      return 'int'
    case 'bigint':
      return 'bigint'
    case 'decimal':
      return `decimal(19, ${spec.scale})`
    case 'boolean':
      return 'bit'
    case 'date':
      return 'date'
    case 'datetime':
      return 'datetime2(3)'
  }
}

function columnDdl(table: string, column: ColumnDdl): string {
  const preset =
    column.default === undefined
      ? ''
      : ` CONSTRAINT ${quote(`df_${table}_${column.name}`)} DEFAULT (${column.default})`
  return `${quote(column.name)} ${columnType(column.spec)} ${column.nullable ? 'NULL' : 'NOT NULL'}${preset}`
}

/** Styles of CONVERT: 126 is ISO 8601 with the T. */
const LENGTHS: Record<Exclude<DateUnit, 'week'>, number> = { hour: 13, day: 10, month: 7, year: 4 }

/** `local` is a datetime2 in local time. 1899-12-31 was a Sunday: `weekStart` counts from it. */
function bucket(local: string, unit: DateUnit, weekStart: number): string {
  if (unit !== 'week') return `CONVERT(nvarchar(${LENGTHS[unit]}), ${local}, 126)`
  const days = `(DATEDIFF(day, '1899-12-31', ${local}) - ${weekStart} + 7) % 7`
  return `CONVERT(nvarchar(10), DATEADD(day, -(${days}), ${local}), 126)`
}

/** Predicates of filtered indexes cannot bind values; NULL tests need none. */
function filterOf({ whereNull, whereNotNull }: IndexDdl): string {
  const conditions = [
    ...whereNull.map((column) => `${quote(column)} IS NULL`),
    ...whereNotNull.map((column) => `${quote(column)} IS NOT NULL`),
  ]
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

/** A dropped column or type change must take its default along, whose constraint may have any name. */
function dropDefault(table: string, column: string): string {
  return (
    `DECLARE @c sysname = (SELECT d.name FROM sys.default_constraints d` +
    ` JOIN sys.columns c ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id` +
    ` WHERE d.parent_object_id = OBJECT_ID(${literal(table)}) AND c.name = ${literal(column)});` +
    ` IF @c IS NOT NULL EXEC(N'ALTER TABLE ${quote(table).replaceAll("'", "''")} DROP CONSTRAINT ' + QUOTENAME(@c));`
  )
}

export const mssqlDialect: Dialect = {
  name: 'mssql',
  maxParameters: MAX_PARAMETERS,
  rowsPerStatement: (columns) =>
    Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_PARAMETERS / Math.max(1, columns)))),
  quote,

  instant: (at) => at.toISOString().slice(0, -1),
  readInstant(value) {
    if (value === null || value === undefined) return null
    return value instanceof Date ? value : new Date(`${String(value).replace(/Z$/, '')}Z`)
  },
  boolean: (value) => value,

  insert({ table, columns, rows }) {
    const values = rows.map(() => placeholders(columns.length)).join(', ')
    return {
      sql: `INSERT INTO ${quote(table)} (${list(columns)}) VALUES ${values}`,
      bindings: rows.flat(),
    }
  },
  /** Only INSERT … SELECT … ORDER BY promises that identities follow the order of the rows. */
  insertIds({ table, columns, rows }) {
    const values = rows.map((_row, at) => `(${'?, '.repeat(columns.length)}${at})`).join(', ')
    return {
      sql:
        `INSERT INTO ${quote(table)} (${list(columns)}) OUTPUT inserted.[id]` +
        ` SELECT ${prefixed('s', columns)} FROM (VALUES ${values})` +
        ` AS s (${list(columns)}, [__row]) ORDER BY s.[__row]`,
      bindings: rows.flat(),
    }
  },
  /** HOLDLOCK: without it two processes may both find the key missing. */
  upsert({ table, columns, rows, keys, update = [], add = [] }) {
    const values = rows.map(() => placeholders(columns.length)).join(', ')
    const on = keys.map((name) => `t.${quote(name)} = s.${quote(name)}`).join(' AND ')
    const sets = [
      ...update.map((name) => `t.${quote(name)} = s.${quote(name)}`),
      ...add.map((name) => `t.${quote(name)} = t.${quote(name)} + s.${quote(name)}`),
    ]
    const matched = sets.length === 0 ? '' : ` WHEN MATCHED THEN UPDATE SET ${sets.join(', ')}`
    return {
      sql:
        `MERGE INTO ${quote(table)} WITH (HOLDLOCK) AS t USING (VALUES ${values})` +
        ` AS s (${list(columns)}) ON ${on}${matched}` +
        ` WHEN NOT MATCHED THEN INSERT (${list(columns)}) VALUES (${prefixed('s', columns)});`,
      bindings: rows.flat(),
    }
  },
  claim({ table, set, where, orderBy, limit, returning }) {
    const sets = Object.keys(set).map((name) => `${quote(name)} = ?`)
    return {
      sql:
        `WITH picked AS (SELECT TOP (?) * FROM ${quote(table)} WITH (READPAST, UPDLOCK, ROWLOCK)` +
        ` WHERE ${where.sql} ORDER BY ${orderBy})` +
        ` UPDATE picked SET ${sets.join(', ')} OUTPUT ${prefixed('inserted', returning)}`,
      bindings: [limit, ...where.bindings, ...Object.values(set)],
    }
  },

  instantBucket(column, unit, spans, weekStart = 1) {
    const last = spans.at(-1)?.minutes ?? 0
    const cases = spans
      .filter((span) => span.until !== null)
      .map(
        (span) =>
          `WHEN ${column} < '${span.until?.toISOString().slice(0, -1)}' THEN ${span.minutes}`
      )
    const minutes = cases.length === 0 ? String(last) : `CASE ${cases.join(' ')} ELSE ${last} END`
    return bucket(`DATEADD(minute, ${minutes}, ${column})`, unit, weekStart)
  },
  dateBucket: (column, unit, weekStart = 1) =>
    bucket(`CAST(${column} AS datetime2(3))`, unit, weekStart),
  inJson: (column, kind) =>
    `${column} IN (SELECT CAST([value] AS ${kind === 'integer' ? 'int' : 'nvarchar(850)'}) FROM OPENJSON(?))`,
  firstRows: 'OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY',
  like: (column) => `${column} LIKE ? ESCAPE '~'`,

  columnType,
  createTable({ name, primaryKey, columns }) {
    const parts = columns.map((column) => columnDdl(name, column))
    const constraint = `CONSTRAINT ${quote(`pk_${name}`)} PRIMARY KEY`
    if (primaryKey === 'identity') parts.unshift(`[id] int IDENTITY(1, 1) NOT NULL ${constraint}`)
    else parts.push(`${constraint} (${list(primaryKey)})`)
    return `CREATE TABLE ${quote(name)} (${parts.join(', ')})`
  },
  addColumn: (table, column) => `ALTER TABLE ${quote(table)} ADD ${columnDdl(table, column)}`,
  dropColumn: (table, column) =>
    `${dropDefault(table, column)} ALTER TABLE ${quote(table)} DROP COLUMN ${quote(column)}`,
  changeColumn: (table, _from, to) => [
    `ALTER TABLE ${quote(table)} ALTER COLUMN ${quote(to.name)} ${columnType(to.spec)} ${to.nullable ? 'NULL' : 'NOT NULL'}`,
  ],
  createIndex(index) {
    const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX'
    return `CREATE ${kind} ${quote(index.name)} ON ${quote(index.table)} (${list(index.columns)})${filterOf(index)}`
  },
  dropIndex: (table, name) => `DROP INDEX ${quote(name)} ON ${quote(table)}`,
  dropTable: (table) => `DROP TABLE ${quote(table)}`,
}
