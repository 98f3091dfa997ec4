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

/** Rows of a table that are read one by one. Whole banks lie in the database that the suite shares. */
const READ_IN_FULL = 300

/**
 * What stands in a table: every row, or of a large one how many there are, the newest, and how often they were written (each write
 * counts a record's version up).
 */
async function contentOf(
  { read }: DatabaseConnections,
  name: string,
  columns: ReadonlySet<string>
) {
  const rows: object[] = await read(name)
    .select('*')
    .limit(READ_IN_FULL + 1)
  if (rows.length <= READ_IN_FULL) return rows.map((row) => JSON.stringify(row)).sort()
  const query = read(name).count({ rows: '*' })
  if (columns.has('id')) void query.max({ newest: 'id' })
  if (columns.has('version')) void query.sum({ written: 'version' })
  return JSON.stringify(await query)
}

/** A checksum of the columns, indexes and content of each table: two that are equal say that nothing was changed or lost. */
export async function databaseFingerprint(
  database: DatabaseConnections
): Promise<Record<string, string>> {
  const names = await tableNames(database)
  const schema = await readSchema(database.read, database.dialect, names)
  const prints: Record<string, string> = {}
  for (const name of names) {
    const table = schema.get(name)
    const content = await contentOf(database, name, new Set(table?.columns.keys()))
    const shape = table ? [[...table.columns], [...table.indexes]] : []
    prints[name] = hashOf([shape, content])
  }
  return prints
}
