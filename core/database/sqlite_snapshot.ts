import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import knex from 'knex'

/**
 * Copies an SQLite file as it is at one moment, with what its write-ahead log holds, and leaves nothing beside it. Where there is
 * no log nobody has it open for writing and all is in the file; to open it would leave an empty log behind.
 */
export async function snapshotSqlite(from: string, to: string): Promise<void> {
  if (!existsSync(`${from}-wal`)) return copyFile(from, to)
  const source = knex({
    client: 'better-sqlite3',
    connection: { filename: from, options: { readonly: true } },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  })
  try {
    await source.raw('vacuum into ?', [to])
  } finally {
    await source.destroy()
  }
}
