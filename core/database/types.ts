import type { Knex } from 'knex'

export type DialectName = 'sqlite' | 'mssql'

/**
 * The two connections of a process. On SQLite `write` has exactly one connection: its pool is the writer queue, so that
 * concurrent writers wait instead of failing; `read` sees the last committed state (WAL). On SQL Server both are pools.
 */
export interface DatabaseConnections {
  read: Knex
  write: Knex
  dialect: DialectName
}
