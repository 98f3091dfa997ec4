import type { ColumnSpec } from '#core/metadata/field_type'
import type { ColumnDdl, DateUnit, Dialect } from '#core/database/dialect'
import { changeToSqlite } from '#core/database/column_change'

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
const list = (names: readonly string[]) => names.map(quote).join(', ')
const placeholders = (count: number) => `(${Array<string>(count).fill('?').join(', ')})`

/**
 * Declared types carry what the schema comparison needs to know again (the scale) and give the affinity that stores the
 * value as it is bound. Lengths are not declared: SQLite would not keep them, `parse` does.
 */
function columnType(spec: ColumnSpec): string {
  switch (spec.kind) {
    case 'string':
      return spec.binary ? 'nvarchar_key' : 'nvarchar collate nocase'
    case 'text':
      return 'text'
    case 'integer':
      return 'integer'
    case 'bigint':
      return 'bigint'
    case 'decimal':
      return `decimal_int(${spec.scale})`
    case 'boolean':
      return 'boolean_int'
    case 'date':
      return 'date_text'
    case 'datetime':
      return 'datetime_text'
  }
}

function columnDdl(column: ColumnDdl): string {
  const preset = column.default === undefined ? '' : ` default ${column.default}`
  return `${quote(column.name)} ${columnType(column.spec)} ${column.nullable ? 'null' : 'not null'}${preset}`
}

const FORMATS: Record<Exclude<DateUnit, 'week'>, string> = {
  hour: '%Y-%m-%dT%H',
  day: '%Y-%m-%d',
  month: '%Y-%m',
  year: '%Y',
}

/** `modifiers` are further arguments of strftime; `weekStart` 0 is Sunday, 1 Monday, 6 Saturday. */
function bucket(column: string, unit: DateUnit, modifier: string, weekStart: number): string {
  const shifted = modifier === '' ? column : `${column}, ${modifier}`
  if (unit !== 'week') return `strftime('${FORMATS[unit]}', ${shifted})`
  const day = `strftime('%w', ${shifted})`
  return `date(${shifted}, '-' || ((${day} - ${weekStart} + 7) % 7) || ' days')`
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  maxParameters: 32_000,
  rowsPerStatement: (columns) => Math.max(1, Math.min(500, Math.floor(32_000 / columns))),
  quote,

  instant: (at) => at.toISOString(),
  readInstant: (value) => (value === null || value === undefined ? null : new Date(String(value))),
  boolean: (value) => (value ? 1 : 0),

  insert({ table, columns, rows }) {
    const values = rows.map(() => placeholders(columns.length)).join(', ')
    return {
      sql: `insert into ${quote(table)} (${list(columns)}) values ${values}`,
      bindings: rows.flat(),
    }
  },
  insertIds(spec) {
    const { sql, bindings } = sqliteDialect.insert(spec)
    return { sql: `${sql} returning "id"`, bindings }
  },
  upsert({ keys, update = [], add = [], ...spec }) {
    const { sql, bindings } = sqliteDialect.insert(spec)
    const sets = [
      ...update.map((name) => `${quote(name)} = excluded.${quote(name)}`),
      ...add.map(
        (name) => `${quote(name)} = ${quote(spec.table)}.${quote(name)} + excluded.${quote(name)}`
      ),
    ]
    const action = sets.length === 0 ? 'do nothing' : `do update set ${sets.join(', ')}`
    return { sql: `${sql} on conflict (${list(keys)}) ${action}`, bindings }
  },
  claim({ table, key = 'id', set, where, orderBy, limit, returning }) {
    const sets = Object.keys(set).map((name) => `${quote(name)} = ?`)
    const picked =
      `select ${quote(key)} from ${quote(table)} where ${where.sql}` +
      ` order by ${orderBy} limit ?`
    return {
      sql:
        `update ${quote(table)} set ${sets.join(', ')} where ${quote(key)} in (${picked})` +
        ` returning ${list(returning)}`,
      bindings: [...Object.values(set), ...where.bindings, limit],
    }
  },

  instantBucket(column, unit, spans, weekStart = 1) {
    const last = spans.at(-1)?.minutes ?? 0
    const cases = spans
      .filter((span) => span.until !== null)
      .map(
        (span) => `when ${column} < '${span.until?.toISOString()}' then '${span.minutes} minutes'`
      )
    const modifier =
      cases.length === 0
        ? `'${last} minutes'`
        : `case ${cases.join(' ')} else '${last} minutes' end`
    return bucket(column, unit, modifier, weekStart)
  },
  dateBucket: (column, unit, weekStart = 1) => bucket(column, unit, '', weekStart),
  inJson: (column) => `${column} in (select value from json_each(?))`,
  firstRows: 'limit ?',
  like: (column) => `${column} like ? escape '~'`,

  columnType,
  createTable({ name, primaryKey, columns }) {
    const parts = columns.map(columnDdl)
    if (primaryKey === 'identity') parts.unshift('"id" integer primary key autoincrement not null')
    else parts.push(`primary key (${list(primaryKey)})`)
    const rowid = primaryKey === 'identity' ? '' : ' without rowid'
    return `create table ${quote(name)} (${parts.join(', ')})${rowid}`
  },
  addColumn: (table, column) => `alter table ${quote(table)} add column ${columnDdl(column)}`,
  dropColumn: (table, column) => `alter table ${quote(table)} drop column ${quote(column)}`,
  changeColumn(table, from, to) {
    const temporary = { ...to, name: `${to.name}__changing`, nullable: true }
    const value = changeToSqlite(quote(from.name), from.spec, to.spec)
    return [
      `alter table ${quote(table)} add column ${columnDdl(temporary)}`,
      `update ${quote(table)} set ${quote(temporary.name)} = ${value}`,
      `alter table ${quote(table)} drop column ${quote(from.name)}`,
      `alter table ${quote(table)} rename column ${quote(temporary.name)} to ${quote(to.name)}`,
    ]
  },
  createIndex({ name, table, columns, unique, whereNull, whereNotNull }) {
    const conditions = [
      ...whereNull.map((column) => `${quote(column)} is null`),
      ...whereNotNull.map((column) => `${quote(column)} is not null`),
    ]
    const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
    const kind = unique ? 'unique index' : 'index'
    return `create ${kind} ${quote(name)} on ${quote(table)} (${list(columns)})${where}`
  },
  dropIndex: (_table, name) => `drop index ${quote(name)}`,
  dropTable: (table) => `drop table ${quote(table)}`,
}
