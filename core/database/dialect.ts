import type { Knex } from 'knex'
import type { ColumnSpec } from '#core/metadata/field_type'
import type { OffsetSpan } from '#core/metadata/field_types/calendar'
import type { DialectName } from '#core/database/types'
import { mssqlDialect } from '#core/database/mssql_dialect'
import { sqliteDialect } from '#core/database/sqlite_dialect'

export type Bindable = string | number | boolean | null | Buffer

/** SQL with `?` for each binding, as `knex.raw` takes it. */
export interface Statement {
  sql: string
  bindings: Bindable[]
}

export interface InsertSpec {
  table: string
  columns: readonly string[]
  /** Values in the order of `columns`. */
  rows: readonly (readonly Bindable[])[]
}

export interface UpsertSpec extends InsertSpec {
  /** Columns of a unique key; their values are never null. */
  keys: readonly string[]
  /** Columns overwritten where the key exists. With `update` and `add` empty an existing row stays as it is. */
  update?: readonly string[]
  /** Columns whose given value is added to the present one: counters. */
  add?: readonly string[]
}

export interface ClaimSpec {
  table: string
  /** Unique column by which rows are told apart; default `id`. */
  key?: string
  set: Readonly<Record<string, Bindable>>
  where: Statement
  /** SQL after ORDER BY, from constant names only. */
  orderBy: string
  limit: number
  returning: readonly string[]
}

export interface ColumnDdl {
  name: string
  spec: ColumnSpec
  nullable: boolean
  /** A literal in SQL; only numbers are used. */
  default?: number
}

export interface TableDdl {
  name: string
  /** `identity`: an `id` that counts by itself comes first. Else the columns of the primary key. */
  primaryKey: 'identity' | readonly string[]
  columns: readonly ColumnDdl[]
}

export interface IndexDdl {
  name: string
  table: string
  columns: readonly string[]
  unique: boolean
  /** Columns that must be NULL, and those that must not, for a row to be in the index. */
  whereNull: readonly string[]
  whereNotNull: readonly string[]
}

export type DateUnit = 'hour' | 'day' | 'week' | 'month' | 'year'

/**
 * Every difference between the databases, in one place. All members are pure: they return SQL. Identifiers come from
 * metadata or constants and are quoted here; values are only ever bound.
 */
export interface Dialect {
  readonly name: DialectName
  /** Values that one statement may bind, with a reserve for those that the driver adds. */
  readonly maxParameters: number
  /** How many rows of `columns` values go into one INSERT or upsert. */
  rowsPerStatement(columns: number): number
  quote(identifier: string): string

  /** What is bound for an instant; compares and stores exact to the millisecond. */
  instant(at: Date): string
  /** An instant column's value as the driver returned it. */
  readInstant(value: unknown): Date | null
  boolean(value: boolean): number | boolean

  /** Answers rows `{ id }`, in the order of the rows given once sorted by id: use `insertReturningIds`. */
  insertIds(spec: InsertSpec): Statement
  insert(spec: InsertSpec): Statement
  upsert(spec: UpsertSpec): Statement
  /** Takes rows that nobody else takes at the same time, marks them, and answers them. */
  claim(spec: ClaimSpec): Statement

  /**
   * Text key of the local hour (`2026-11-22T08`), day (`2026-11-22`), week (its first day), month (`2026-11`) or year of an
   * instant column. `column` is quoted SQL. Spans come from `zoneOffsets`.
   */
  instantBucket(
    column: string,
    unit: DateUnit,
    spans: readonly OffsetSpan[],
    weekStart?: number
  ): string
  /** The same of a date column; hours are midnight. */
  dateBucket(column: string, unit: DateUnit, weekStart?: number): string
  /** `column IN (…)` with any number of values in one binding, `JSON.stringify(values)`: one SQL text whatever the count. */
  inJson(column: string, kind: 'integer' | 'text'): string
  /** SQL after ORDER BY that keeps the first `?` rows (one binding). */
  readonly firstRows: string
  /** Condition on a text column for a pattern made by `containsPattern` or `startsPattern` (one binding). */
  like(column: string): string

  columnType(spec: ColumnSpec): string
  createTable(table: TableDdl): string
  addColumn(table: string, column: ColumnDdl): string
  dropColumn(table: string, column: string): string
  /**
   * Statements that change a column's type in place, keeping every value; indexes over it must be gone before. They run in
   * one transaction.
   */
  changeColumn(table: string, from: ColumnDdl, to: ColumnDdl): string[]
  createIndex(index: IndexDdl): string
  dropIndex(table: string, name: string): string
  dropTable(table: string): string
}

export function dialectOf(name: DialectName): Dialect {
  return name === 'mssql' ? mssqlDialect : sqliteDialect
}

/** `%` and `_` (and the bracket of T-SQL) typed by a person are letters. The escape sign is `~`. */
function escapeLike(text: string): string {
  return text.replace(/[~%_[]/g, '~$&')
}

export function containsPattern(text: string): string {
  return `%${escapeLike(text)}%`
}

export function startsPattern(text: string): string {
  return `${escapeLike(text)}%`
}

/** Runs a statement that answers rows. */
export async function runRows<Row>(
  knex: Knex | Knex.Transaction,
  statement: Statement
): Promise<Row[]> {
  const rows: unknown = await knex.raw(statement.sql, statement.bindings)
  return rows as Row[]
}

/** Runs a statement whose answer is not of interest. */
export async function run(knex: Knex | Knex.Transaction, statement: Statement): Promise<void> {
  await knex.raw(statement.sql, statement.bindings)
}

/**
 * Inserts rows and answers their new ids in the order of the rows. More rows than one statement takes go in several; call it
 * inside a transaction.
 */
export async function insertReturningIds(
  trx: Knex.Transaction,
  dialect: Dialect,
  spec: InsertSpec
): Promise<number[]> {
  const ids: number[] = []
  for (const rows of batches(spec.rows, dialect.rowsPerStatement(spec.columns.length))) {
    const answer = await runRows<{ id: number }>(trx, dialect.insertIds({ ...spec, rows }))
    ids.push(...answer.map(({ id }) => Number(id)).sort((a, b) => a - b))
  }
  return ids
}

/** Inserts or updates any number of rows; call it inside a transaction. */
export async function upsertRows(
  trx: Knex.Transaction,
  dialect: Dialect,
  spec: UpsertSpec
): Promise<void> {
  for (const rows of batches(spec.rows, dialect.rowsPerStatement(spec.columns.length))) {
    await run(trx, dialect.upsert({ ...spec, rows }))
  }
}

/** Cuts a list into pieces of at most `size`. */
export function* batches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
