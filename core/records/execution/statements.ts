/**
 * Runs compiled statements. On SQLite the driver is synchronous and its connections are kept by Knex; prepared statements are
 * kept per connection, because preparing costs more than running a short query. On SQL Server Knex runs them.
 */
import type { Database as SqliteConnection, Statement } from 'better-sqlite3'
import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import type { CompiledStatement } from '#core/records/query/emission'
import { Slot, type BindContext, type Bound } from '#core/records/query/slots'

export type Row = unknown[]

/** Longest list of prepared statements kept for one connection. */
const KEPT = 1000

export function bind(statement: CompiledStatement, context: BindContext): Bound[] {
  return statement.bindings.map((binding) =>
    binding instanceof Slot ? binding.bind(context) : binding
  )
}

/** One connection, for the length of a piece of work. */
export interface Session {
  rows(sql: string, bindings: readonly Bound[]): Promise<Row[]>
  /** Answers how many rows changed. */
  change(sql: string, bindings: readonly Bound[]): Promise<number>
  /** Runs one insert; answers the new id. */
  insert(table: string, columns: readonly string[], values: readonly Bound[]): Promise<number>
  /** Inserts many rows with the same columns; answers their ids in order. */
  insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Bound[])[]
  ): Promise<number[]>
}

function sqliteValue(value: Bound): string | number | null {
  if (isPlain(value)) return value
  return typeof value === 'boolean' ? Number(value) : value.toISOString()
}

function isPlain(value: Bound): value is string | number | null {
  return typeof value === 'string' || typeof value === 'number' || value === null
}

/** What the driver takes: most lists are that already. */
function sqliteValues(values: readonly Bound[]): readonly (string | number | null)[] {
  return values.every(isPlain) ? values : values.map(sqliteValue)
}

interface Prepared {
  rows: Map<string, Statement>
  changes: Map<string, Statement>
}
const prepared = new WeakMap<SqliteConnection, Prepared>()

function kept(connection: SqliteConnection, kind: keyof Prepared, sql: string): Statement {
  let all = prepared.get(connection)
  if (!all) prepared.set(connection, (all = { rows: new Map(), changes: new Map() }))
  const known = all[kind].get(sql)
  if (known) return known
  if (all[kind].size >= KEPT) all[kind].clear()
  /** The driver's own method: the connection's keeps statements that Knex shares, and these answer arrays. */
  const { prepare } = Object.getPrototypeOf(connection) as SqliteConnection
  const statement = prepare.call(connection, sql)
  if (kind === 'rows') statement.raw(true)
  all[kind].set(sql, statement)
  return statement
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

class SqliteSession implements Session {
  readonly #connection: SqliteConnection

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  async rows(sql: string, bindings: readonly Bound[]): Promise<Row[]> {
    return kept(this.#connection, 'rows', sql).all(sqliteValues(bindings)) as Row[]
  }

  async change(sql: string, bindings: readonly Bound[]): Promise<number> {
    return kept(this.#connection, 'changes', sql).run(sqliteValues(bindings)).changes
  }

  #insertStatement(table: string, columns: readonly string[]): Statement {
    const names = columns.map(quoted).join(', ')
    const places = columns.map(() => '?').join(', ')
    const sql = `insert into ${quoted(table)} (${names}) values (${places})`
    return kept(this.#connection, 'changes', sql)
  }

  async insert(table: string, columns: readonly string[], values: readonly Bound[]) {
    return Number(this.#insertStatement(table, columns).run(sqliteValues(values)).lastInsertRowid)
  }

  /** One prepared statement run per row is what SQLite does fastest: nothing crosses a process. */
  async insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Bound[])[]
  ): Promise<number[]> {
    const statement = this.#insertStatement(table, columns)
    return rows.map((values) => Number(statement.run(sqliteValues(values)).lastInsertRowid))
  }
}

/** SQL Server takes 2,100 parameters a statement and 1,000 rows a VALUES list. */
export const MSSQL_PARAMETERS = 2000

function bracketed(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`
}

/** An insert of one row that answers its id. */
export function mssqlInsert(table: string, columns: readonly string[]): string {
  const names = columns.map(bracketed).join(', ')
  const places = columns.map(() => '?').join(', ')
  return `insert into ${bracketed(table)} (${names}) output inserted.[id] values (${places})`
}

/**
 * An insert of many rows that answers their ids with their places. A plain INSERT … OUTPUT does not promise the order of its
 * rows; MERGE may output columns of its source.
 */
export function mssqlInsertMany(table: string, columns: readonly string[], count: number): string {
  const names = columns.map(bracketed).join(', ')
  const row = columns.map(() => '?').join(', ')
  const rows = Array.from({ length: count }, (_, index) => `(${index}, ${row})`).join(', ')
  const from = columns.map((column) => `s.${bracketed(column)}`).join(', ')
  return [
    `merge ${bracketed(table)} as t using (values ${rows}) as s ([row_place], ${names}) on 1 = 0`,
    `when not matched then insert (${names}) values (${from})`,
    'output s.[row_place], inserted.[id];',
  ].join(' ')
}

class KnexSession implements Session {
  readonly #knex: Knex

  constructor(knex: Knex) {
    this.#knex = knex
  }

  async rows(sql: string, bindings: readonly Bound[]): Promise<Row[]> {
    const rows = await this.#raw<Record<string, unknown>[]>(sql, bindings)
    return rows.map((row) => Object.values(row))
  }

  async change(sql: string, bindings: readonly Bound[]): Promise<number> {
    const rows = await this.#raw<{ changed: number }[]>(
      `${sql}; select @@rowcount as changed`,
      bindings
    )
    return Number(rows[0]?.changed ?? 0)
  }

  async insert(table: string, columns: readonly string[], values: readonly Bound[]) {
    const rows = await this.#raw<{ id: number }[]>(mssqlInsert(table, columns), values)
    return Number(rows[0]?.id)
  }

  async insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Bound[])[]
  ): Promise<number[]> {
    const size = Math.min(1000, Math.max(1, Math.floor(MSSQL_PARAMETERS / columns.length)))
    const ids = new Array<number>(rows.length)
    for (let start = 0; start < rows.length; start += size) {
      const chunk = rows.slice(start, start + size)
      const sql = mssqlInsertMany(table, columns, chunk.length)
      const inserted = await this.#raw<{ row_place: number; id: number }[]>(sql, chunk.flat())
      for (const { row_place: place, id } of inserted) ids[start + place] = Number(id)
    }
    return ids
  }

  async #raw<T>(sql: string, bindings: readonly Bound[]): Promise<T> {
    return (await this.#knex.raw(sql, bindings as Knex.RawBinding[])) as T
  }
}

/** Gives work a session on a Knex instance or transaction. */
export class Statements {
  readonly #dialect: DialectName

  constructor(dialect: DialectName) {
    this.#dialect = dialect
  }

  /** Borrows a connection, or uses the transaction's own. */
  async use<T>(knex: Knex, work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#dialect === 'mssql') return work(new KnexSession(knex))
    const client = knex.client as Knex.Client
    const connection = (await client.acquireConnection()) as SqliteConnection
    try {
      return await work(new SqliteSession(connection))
    } finally {
      await client.releaseConnection(connection)
    }
  }

  async rows(knex: Knex, sql: string, bindings: readonly Bound[]): Promise<Row[]> {
    return this.use(knex, (session) => session.rows(sql, bindings))
  }
}
