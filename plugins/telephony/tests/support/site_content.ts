import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'

const TABLES = [
  'call',
  'call_leg',
  'call_attempt',
  'call_transfer',
  'recording',
  'survey_mark',
  'agent_session',
  'agent_pause',
]
/** Differ by when and in which order rows came, or by the site. */
const NOT_CONTENT = new Set(['id', 'site_id', 'call_id', 'version'])

/** What a site's records say, apart from ids: rows of each table as sorted texts. */
export async function contentOf(siteId: number): Promise<Record<string, string[]>> {
  const database = await app.container.make(Database)
  const content: Record<string, string[]> = {}
  for (const table of TABLES) {
    const rows: Array<Record<string, unknown>> = await database.read(table).where('site_id', siteId)
    content[table] = rows
      .map((row) =>
        JSON.stringify(Object.entries(row).filter(([column]) => !NOT_CONTENT.has(column)))
      )
      .sort()
  }
  return content
}

/** The first record in which two contents differ, or null. */
export function firstDifference(
  found: Record<string, string[]>,
  expected: Record<string, string[]>
): string | null {
  for (const [table, rows] of Object.entries(expected)) {
    const own = found[table] ?? []
    const missing = rows.find((row) => !own.includes(row))
    const surplus = own.find((row) => !rows.includes(row))
    if (missing === undefined && surplus === undefined && own.length === rows.length) continue
    return `${table}: ${own.length} of ${rows.length}\nmissing ${missing}\nsurplus ${surplus}`
  }
  return null
}
