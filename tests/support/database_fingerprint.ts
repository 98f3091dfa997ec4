import { createHash } from 'node:crypto'
import type { DatabaseConnections } from '#core/database/types'
import { readSchema } from '#core/metadata/schema_sync/introspection'

/** Tables that a request writes to though it is refused: who is signed in, and the log of what people tried. */
const WRITTEN_BY_ANY_REQUEST = ['sessions', 'audit_log', 'audit_head']

async function tableNames({ dialect, read }: DatabaseConnections): Promise<string[]> {
  const list =
    dialect === 'mssql'
      ? read('sys.tables').select('name')
      : read('sqlite_master').where('type', 'table').whereNot('name', 'like', 'sqlite_%')
  const rows: { name: string }[] = await list.select('name').orderBy('name')
  return rows.map(({ name }) => name).filter((name) => !WRITTEN_BY_ANY_REQUEST.includes(name))
}

const hashOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/** A checksum of the columns, indexes and every row of each table: two that are equal say that nothing was changed or lost. */
export async function databaseFingerprint(
  database: DatabaseConnections
): Promise<Record<string, string>> {
  const names = await tableNames(database)
  const schema = await readSchema(database.read, database.dialect, names)
  const prints: Record<string, string> = {}
  for (const name of names) {
    const rows: object[] = await database.read(name).select('*')
    const table = schema.get(name)
    const shape = table ? [[...table.columns], [...table.indexes]] : []
    prints[name] = hashOf([shape, rows.map((row) => JSON.stringify(row)).sort()])
  }
  return prints
}
