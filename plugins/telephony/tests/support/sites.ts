import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { SiteAdmin, type SiteInput } from '#plugins/telephony/server/sites/site_admin'
import { SiteSync, type SyncResult } from '#plugins/telephony/server/sync/site_sync'
import { signInWith, unique } from '#tests/support/people'
import type { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'

const ORIGIN = { address: '127.0.0.1', channel: 'web' }

/** A site over a database of the test's own MariaDB, set up as an administrator does. */
export async function makeSite(
  mariadb: TestMariaDb,
  database: string,
  input: SiteInput = {}
): Promise<number> {
  const { actor } = await signInWith(['administrator'])
  const admin = await app.container.make(SiteAdmin)
  const site = await admin.create(actor, ORIGIN, {
    name: unique('site'),
    timeZone: 'Asia/Tehran',
    // Other processes of a test run leave it alone: it is synchronised by the test only.
    active: false,
    connection: mariadb.settings(database),
    ...input,
  })
  return site.id
}

/** One run, as the command makes it. */
export async function syncSite(
  siteId: number,
  options: { full?: boolean; pageRows?: number; pageCalls?: number } = {}
): Promise<SyncResult> {
  const siteSync = await app.container.make(SiteSync)
  return siteSync.run(siteId, { trigger: 'command', takeOver: true, ...options })
}

/** Rows of a table of one site. */
export async function rowsOf<T>(table: string, siteId: number): Promise<T[]> {
  const database = await app.container.make(Database)
  return database.read(table).where('site_id', siteId).orderBy('id')
}

export async function countOf(table: string, siteId: number): Promise<number> {
  const database = await app.container.make(Database)
  const [row] = await database.read(table).where('site_id', siteId).count({ n: '*' })
  return Number(row?.n ?? 0)
}
