import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database as SqliteDatabase } from 'better-sqlite3'
import { defineConfig } from '@adonisjs/lucid'

/** Pragmas of every SQLite connection; NORMAL is safe against a killed process under WAL. */
function prepareSqlite(
  connection: SqliteDatabase,
  done: (error: Error | null, c: SqliteDatabase) => void
) {
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = NORMAL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('busy_timeout = 30000')
  connection.pragma('cache_size = -32000')
  connection.pragma('temp_store = MEMORY')
  connection.pragma('mmap_size = 268435456')
  done(null, connection)
}

function sqliteConnection(filename: string, max: number) {
  return {
    client: 'better-sqlite3' as const,
    connection: { filename },
    useNullAsDefault: true,
    pool: { min: 1, max, acquireTimeoutMillis: 120_000, afterCreate: prepareSqlite },
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
export function databaseConfig(options: { mssqlUrl: string | undefined; folder: string }) {
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
  return defineConfig({
    connection: 'main',
    connections: { main: sqliteConnection(filename, 1), read: sqliteConnection(filename, 2) },
  })
}
