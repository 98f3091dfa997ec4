import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { E_TELEPHONY_PBX_MISSING_TABLES } from '../errors.js'
import { CodedError } from '#core/errors/coded_error'
import { isConnectionLost, pbxFailure } from './pbx_failure.js'
import { COLUMNS, NUMERIC, shapeOf, type ColumnFact } from './table_shape.js'
import {
  SOURCES,
  type PbxClock,
  type PbxConnectionSettings,
  type Position,
  type RowValues,
  type SourceName,
  type SourcePage,
  type TableShape,
} from './types.js'

/** How often a question is asked again over a new connection, and the delay before the first repetition in ms. */
const ATTEMPTS = 3
const FIRST_DELAY = 250

/**
 * Reads a PBX's tables in bounded pages. Each page is one short SELECT, so that a MyISAM table is never locked for long and
 * memory does not grow with the table. One connection, opened when first needed and again when it was lost.
 */
export class PbxReader {
  #connection: Connection | null = null
  /** From then on a server that does not answer went away in the middle of the work. */
  #wasConnected = false

  constructor(
    private readonly settings: PbxConnectionSettings,
    private readonly password: string,
    private readonly signal?: AbortSignal
  ) {}

  /** Closes the connection, at once and without an error when it is gone already. */
  close(): void {
    this.#connection?.destroy()
    this.#connection = null
  }

  /** Compares the database's clock with ours (half the round trip is taken off). */
  async clock(): Promise<PbxClock> {
    const before = Date.now()
    const rows = await this.rows(
      'SELECT NOW() AS localNow, UNIX_TIMESTAMP(NOW(6)) AS epoch, ' +
        'TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), NOW()) AS offsetMinutes'
    )
    const ours = (before + Date.now()) / 2
    const row = rows[0]
    return {
      localNow: String(row?.localNow),
      skewSeconds: Math.round(Number(row?.epoch) - ours / 1000),
      offsetMinutes: Number(row?.offsetMinutes),
    }
  }

  /**
   * The shapes of the site's tables.
   * @throws E_TELEPHONY_PBX_MISSING_TABLES, E_TELEPHONY_PBX_MISSING_COLUMNS
   */
  async shapes(): Promise<TableShape[]> {
    const wanted = SOURCES.flatMap((source) => {
      const table = this.settings.tables[source]
      return table === null ? [] : [{ source, table }]
    })
    const found = await Promise.all(wanted.map(({ table }) => this.#columns(table)))
    const missing = wanted.filter((_, index) => found[index]?.length === 0)
    if (missing.length > 0) {
      const tables = missing.map(({ table }) => table).join(', ')
      throw new E_TELEPHONY_PBX_MISSING_TABLES({ tables })
    }
    return wanted.map(({ source, table }, index) => {
      const shape = shapeOf(source, table, found[index] ?? [])
      if (shape instanceof CodedError) throw shape
      return shape
    })
  }

  /** About how many rows are to come; for the progress bar only. */
  async remaining(shape: TableShape, position: Position): Promise<number> {
    const { where, bindings } = this.#after(shape, position)
    const rows = await this.rows(
      `SELECT COUNT(*) AS n FROM ${this.identifier(shape.table)} ${where}`,
      bindings
    )
    return Number(rows[0]?.n ?? 0)
  }

  /** The highest id of a table that is copied by id; 0 when it is empty. */
  async highestId(shape: TableShape): Promise<number> {
    const rows = await this.rows(`SELECT MAX(id) AS n FROM ${this.identifier(shape.table)}`)
    return Number(rows[0]?.n ?? 0)
  }

  /** The next rows after a position, at most about `limit`; rows that share one time are never torn apart. */
  page(shape: TableShape, position: Position, limit: number): Promise<SourcePage> {
    return position.by === 'id'
      ? this.#pageById(shape, position.after, limit)
      : this.#pageByTime(shape, position.from, limit)
  }

  /** Runs one statement; when the connection is lost, again over a new one. */
  async rows(sql: string, bindings: unknown[] = []): Promise<RowDataPacket[]> {
    const answer = await this.#asked(async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, bindings)
      return rows
    })
    return answer
  }

  /** Deletes rows; asked once only, as a repetition could not tell what the first had done. Returns the number deleted. */
  async remove(sql: string, bindings: unknown[]): Promise<number> {
    const connection = await this.#connected()
    try {
      const [result] = await connection.query(sql, bindings)
      return 'affectedRows' in result ? result.affectedRows : 0
    } catch (error) {
      throw pbxFailure(error, this.settings, false)
    }
  }

  /** A quoted identifier; `database.table` is quoted part by part. */
  identifier(name: string): string {
    return name
      .split('.')
      .map((part) => `\`${part.replaceAll('`', '``')}\``)
      .join('.')
  }

  async #pageById(shape: TableShape, after: number, limit: number): Promise<SourcePage> {
    const rows = await this.#values(shape, 'WHERE id > ? ORDER BY id LIMIT ?', [after, limit])
    const last = rows.at(-1)
    const next = { by: 'id' as const, after: last ? Number(last[0]) : after }
    return { rows, next, last: rows.length < limit }
  }

  async #pageByTime(shape: TableShape, from: string | null, limit: number): Promise<SourcePage> {
    const time = this.identifier(shape.timeColumn)
    const { where, bindings } = this.#after(shape, { by: 'time', from })
    const bound = await this.rows(
      `SELECT ${time} AS bound FROM ${this.identifier(shape.table)} ${where} ` +
        `ORDER BY ${time} LIMIT 1 OFFSET ?`,
      [...bindings, limit - 1]
    )
    const upper = bound[0]?.bound === undefined ? null : String(bound[0].bound)
    const condition = where === '' ? 'WHERE 1 = 1' : where
    const rows = await this.#values(
      shape,
      upper === null ? condition : `${condition} AND ${time} <= ?`,
      upper === null ? bindings : [...bindings, upper]
    )
    const timeIndex = COLUMNS[shape.source].indexOf(shape.timeColumn)
    const compareMoment = MOMENT_ORDER[shape.source]
    rows.sort((a, b) => compare(a[timeIndex], b[timeIndex]) || compareMoment(a, b))
    const newest = rows.at(-1)?.[timeIndex]
    return {
      rows,
      next: { by: 'time', from: newest === undefined ? from : String(newest) },
      last: upper === null,
    }
  }

  #after(shape: TableShape, position: Position): { where: string; bindings: unknown[] } {
    if (position.by === 'id') return { where: 'WHERE id > ?', bindings: [position.after] }
    if (position.from === null) return { where: '', bindings: [] }
    return {
      where: `WHERE ${this.identifier(shape.timeColumn)} > ?`,
      bindings: [position.from],
    }
  }

  /** Rows as values in the order of the source's columns; absent columns and nulls are empty. */
  async #values(shape: TableShape, rest: string, bindings: unknown[]): Promise<RowValues[]> {
    const names = shape.present.map((name) => this.identifier(name)).join(', ')
    const sql = `SELECT ${names} FROM ${this.identifier(shape.table)} ${rest}`
    const rows = await this.#asked(async (connection) => {
      const [answer] = await connection.query<RowDataPacket[][]>(
        { sql, rowsAsArray: true },
        bindings
      )
      return answer
    })
    const columns = COLUMNS[shape.source]
    const places = columns.map((name) => shape.present.indexOf(name))
    const numeric = columns.map((name) => NUMERIC.has(name))
    return rows.map((row) =>
      places.map((place, index) => {
        const value: unknown = place < 0 ? null : row[place]
        if (numeric[index]) return Number(value ?? 0) || 0
        return value === null || value === undefined ? '' : String(value)
      })
    )
  }

  async #columns(table: string): Promise<ColumnFact[]> {
    const parts = table.split('.')
    const name = parts.pop() ?? ''
    const rows = await this.rows(
      'SELECT COLUMN_NAME AS name, EXTRA AS extra, COLUMN_KEY AS columnKey, DATA_TYPE AS dataType FROM information_schema.COLUMNS ' +
        'WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?',
      [parts.pop() ?? null, name]
    )
    return rows.map((row) => ({
      name: String(row.name),
      rising:
        String(row.extra).toLowerCase().includes('auto_increment') ||
        (row.columnKey === 'PRI' && String(row.dataType).toLowerCase().endsWith('int')),
    }))
  }

  async #asked<T>(question: (connection: Connection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      this.signal?.throwIfAborted()
      try {
        return await question(await this.#connected())
      } catch (error) {
        const lost = isConnectionLost(error) || isConnectionLost((error as Error).cause)
        if (!lost || attempt === ATTEMPTS) throw pbxFailure(error, this.settings, false)
        this.close()
        await pause(FIRST_DELAY * 2 ** (attempt - 1), undefined, { signal: this.signal })
      }
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#connection) return this.#connection
    const { host, port, user, database, tls } = this.settings
    /** Loaded with the first connection: what only serves the browser needs none. */
    const { createConnection } = await import('mysql2/promise')
    try {
      this.#connection = await createConnection({
        host,
        port,
        user,
        database,
        password: this.password,
        charset: 'utf8mb4',
        dateStrings: true,
        supportBigNumbers: true,
        connectTimeout: 8_000,
        ...(tls ? { ssl: {} } : {}),
      })
    } catch (error) {
      throw pbxFailure(error, this.settings, !this.#wasConnected)
    }
    this.#wasConnected = true
    // A lost connection also reports itself here; the statement under way fails with the same error.
    this.#connection.on('error', () => {
      this.#connection = null
    })
    return this.#connection
  }
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0
  return String(a ?? '') < String(b ?? '') ? -1 : 1
}

/** A total order of rows of one moment, so that the mirror's ids do not depend on the PBX's storage order. */
function compareRows(a: RowValues, b: RowValues): number {
  for (const [index, value] of a.entries()) {
    const order = compare(value, b[index])
    if (order !== 0) return order
  }
  return 0
}

/**
 * Order of rows of one moment in tables without an id. Rows of `cdr` tell of whole pairs: any fixed order will do. The other two
 * tell a story, which only the order in which the PBX wrote them keeps: the server reads them in it, and sorting leaves it.
 */
const MOMENT_ORDER: Record<SourceName, (a: RowValues, b: RowValues) => number> = {
  cdr: compareRows,
  cel: () => 0,
  queue_log: () => 0,
}
