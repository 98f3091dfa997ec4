import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database as SqliteDatabase, Statement } from 'better-sqlite3'
import { defineConfig } from '@adonisjs/lucid'
import { fold } from '#core/records/folding'
import { SQLITE_FOLD } from '#core/records/query/sql_text'

/** Statements kept compiled per connection: the queries of a process come from a limited set of shapes. */
const COMPILED_STATEMENTS = 200
/** A longer text is a batch of rows, whose compiled form is large and rarely met again. */
const LONGEST_KEPT = 20_000

/**
 * Compiles each SQL text once, which costs more than running it. The writing connection begins transactions IMMEDIATE: a
 * deferred one that reads first and then writes fails at once when another process wrote in between, whatever
 * `busy_timeout` says.
 */
function keepStatements(connection: SqliteDatabase, writes: boolean): void {
  const compiled = new Map<string, Statement>()
  const prepare = connection.prepare.bind(connection)
  const cached = (sql: string): Statement => {
    const known = compiled.get(sql)
    if (known && !known.busy) return known
    const statement = prepare(writes && sql === 'BEGIN;' ? 'BEGIN IMMEDIATE;' : sql)
    if (!known && sql.length <= LONGEST_KEPT) compiled.set(sql, statement)
    const oldest = compiled.size > COMPILED_STATEMENTS ? compiled.keys().next().value : undefined
    if (oldest !== undefined) compiled.delete(oldest)
    return statement
  }
  Object.defineProperty(connection, 'prepare', { value: cached })
}

/**
 * Pragmas of every SQLite connection; NORMAL is safe against a killed process under WAL. A server's caches are small because the
 * operating system's own holds the file too, and no memory is mapped: mapped pages would count as the server's. A log of 4,000
 * pages (16 MB) lets an import write a page of an index once for many rows.
 */
function prepareSqlite(connection: SqliteDatabase, writes: boolean, cacheKibibytes: number): void {
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = NORMAL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('busy_timeout = 30000')
  connection.pragma(`cache_size = ${-cacheKibibytes}`)
  connection.pragma('temp_store = MEMORY')
  if (writes) connection.pragma('wal_autocheckpoint = 4000')
  connection.function(SQLITE_FOLD, { deterministic: true }, (text: unknown) =>
    text === null ? null : fold(String(text))
  )
  keepStatements(connection, writes)
}

function sqliteConnection(filename: string, max: number, cacheKibibytes: number) {
  const afterCreate = (
    connection: SqliteDatabase,
    done: (error: Error | null, c: SqliteDatabase) => void
  ) => {
    prepareSqlite(connection, max === 1, cacheKibibytes)
    done(null, connection)
  }
  return {
    client: 'better-sqlite3' as const,
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 1, max, acquireTimeoutMillis: 120_000, afterCreate },
    migrations: { naturalSort: true, paths: ['migrations'] },
    schemaGeneration: { enabled: false },
  }
}

function mssqlConnection(url: string) {
  const parsed = new URL(url)
  return {
    client: 'mssql' as const,
    connection: {
      server: parsed.hostname,
      port: parsed.port ? Number(parsed.port) : 1433,
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password),
      database: parsed.pathname.replace(/^\//, ''),
      options: {
        encrypt: parsed.searchParams.get('encrypt') !== 'false',
        trustServerCertificate: parsed.searchParams.get('trustServerCertificate') === 'true',
        enableArithAbort: true,
        useUTC: true,
      },
    },
    pool: { min: 1, max: 20, acquireTimeoutMillis: 60_000 },
    migrations: { naturalSort: true, paths: ['migrations'] },
    schemaGeneration: { enabled: false },
  }
}

/**
 * Lucid's configuration: `main` writes and migrates, `read` serves queries. See `DatabaseConnections` for why SQLite has two.
 */
export function databaseConfig(options: {
  mssqlUrl: string | undefined
  folder: string
  /** A server lives for long and shares its machine; a command is soon over and may take more. */
  serves: boolean
}) {
  if (options.mssqlUrl) {
    return defineConfig({
      connection: 'main',
      connections: {
        main: mssqlConnection(options.mssqlUrl),
        read: mssqlConnection(options.mssqlUrl),
      },
    })
  }
  mkdirSync(options.folder, { recursive: true })
  const filename = join(options.folder, 'peyvand.sqlite3')
  const cache = options.serves ? { main: 4_000, read: 4_000 } : { main: 16_000, read: 8_000 }
  return defineConfig({
    connection: 'main',
    connections: {
      main: sqliteConnection(filename, 1, cache.main),
      read: sqliteConnection(filename, 2, cache.read),
    },
  })
}
