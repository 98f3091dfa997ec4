import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import type { CodedError } from '#core/errors/coded_error'
import { Purge, type PurgeReport } from '#plugins/telephony/server/purge/purge'
import { purgeCutoff } from '#plugins/telephony/server/purge/purge_plan'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { countOf, makeSite, syncSite } from '#plugins/telephony/tests/support/sites'
import { signInWith } from '#tests/support/people'

/** Four months after the recorded day: all of it is older than three. */
const LATER = new Date('2027-03-22T12:00:00Z')

test.group('Purge of old rows on the PBX', (group) => {
  let mariadb: TestMariaDb

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    return () => mariadb.stop()
  })

  async function purge(
    siteId: number,
    options: { now?: Date; dryRun?: boolean; months?: number } = {}
  ): Promise<PurgeReport> {
    const service = await app.container.make(Purge)
    return service.run(siteId, {
      months: 3,
      dryRun: false,
      now: LATER,
      actor: { id: 0, name: 'system', address: null },
      ...options,
    })
  }

  async function syncedSite(database: string): Promise<number> {
    await mariadb.loadAsterisk(database)
    const siteId = await makeSite(mariadb, database)
    await syncSite(siteId)
    return siteId
  }

  test('the limit is whole calendar months on the PBX’s clock', ({ assert }) => {
    const now = new Date('2027-03-22T21:00:00Z')
    assert.equal(purgeCutoff(now, 3, 'Asia/Tehran'), '2026-12-23 00:00:00')
    assert.equal(purgeCutoff(now, 3, 'UTC'), '2026-12-22 00:00:00')
  })

  test('a dry run counts and deletes nothing', async ({ assert }) => {
    const siteId = await syncedSite('dry')
    const report = await purge(siteId, { dryRun: true })
    assert.deepEqual([report.proven, report.unproven, report.deleted], [9953, 0, 0])
    assert.equal(await mariadb.count('dry', 'cdr'), 809)
  })

  test('deletes what is proven to be here, and only that', async ({ assert }) => {
    const siteId = await syncedSite('purged')
    await mariadb.run(
      'purged',
      `INSERT INTO cdr (calldate, uniqueid, src, dst) VALUES ('2026-11-20 10:00:00', 'never-copied', '1', '2');
       UPDATE cdr SET userfield = 'changed since' WHERE uniqueid = '1795334222.0';
       INSERT INTO queue_log (time, callid, queuename, agent, event) VALUES ('2026-11-22 11:30:00.000000', 'x', '1000', 'NONE', 'ENTERQUEUE');`
    )
    const report = await purge(siteId)
    assert.equal(report.deleted, report.proven)
    assert.isAtLeast(report.unproven, 3)
    assert.equal(await mariadb.count('purged', 'cel'), 0)
    assert.equal(await mariadb.count('purged', 'queue_log'), 1)
    const connection = await mariadb.connect('purged')
    const [left] = await connection.query('SELECT DISTINCT uniqueid FROM cdr ORDER BY 1')
    await connection.end()
    assert.deepEqual(left, [{ uniqueid: '1795334222.0' }, { uniqueid: 'never-copied' }])
    assert.equal(await countOf('pbx_cdr', siteId), 809)
    assert.equal(await countOf('call', siteId), 476)
    const after = await syncSite(siteId)
    assert.equal(await countOf('recording', siteId), 448)
    assert.isAtMost(after.rowsAdded, 4)
  })

  test('rows within the limit stay', async ({ assert }) => {
    const siteId = await syncedSite('young')
    const report = await purge(siteId, { now: new Date('2027-01-10T00:00:00Z') })
    assert.deepEqual([report.proven, report.deleted], [0, 0])
    assert.equal(await mariadb.count('young', 'cel'), 7668)
  })

  test('what was never mirrored is never deleted', async ({ assert }) => {
    await mariadb.loadAsterisk('unknown')
    const siteId = await makeSite(mariadb, 'unknown')
    const report = await purge(siteId)
    assert.deepEqual([report.unproven, report.deleted], [9953, 0])
  })

  test('fewer months than the setting are refused', async ({ assert }) => {
    const siteId = await syncedSite('hasty')
    const failure = await purge(siteId, { months: 1 }).catch((error: unknown) => error)
    assert.equal((failure as CodedError).code, 'E_TELEPHONY_PURGE_TOO_RECENT')
  })

  test('each purge is in the audit, before it begins and when it ends', async ({ assert }) => {
    const siteId = await syncedSite('audited')
    await purge(siteId)
    const database = await app.container.make(Database)
    const rows: Array<{ action: string; details: string }> = await database
      .read('audit_log')
      .where({ entity: 'site', record_id: siteId })
      .where('action', 'like', 'telephony.purge.%')
      .orderBy('seq')
    assert.deepEqual(
      rows.map((row) => row.action),
      ['telephony.purge.start', 'telephony.purge.end']
    )
    assert.containsSubset(JSON.parse(rows[1]?.details ?? '{}'), { deleted: 9953 })
  })

  test('over the API it needs its own permission', async ({ client }) => {
    const siteId = await makeSite(mariadb, 'unknown')
    const consultant = await signInWith(['consultant'])
    const refused = await client
      .post(`/api/telephony/sites/${siteId}/purge`)
      .headers(consultant.headers)
      .json({ months: 3, dryRun: true })
    refused.assertStatus(403)
    const admin = await signInWith(['administrator'])
    const taken = await client
      .post(`/api/telephony/sites/${siteId}/purge`)
      .headers(admin.headers)
      .json({ months: 3 })
    taken.assertStatus(202)
  })
})
