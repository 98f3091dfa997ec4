import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { CodedError } from '#core/errors/coded_error'
import { SiteSync } from '#plugins/telephony/server/sync/site_sync'
import { SyncState } from '#plugins/telephony/server/sync/sync_state'
import { COLUMNS } from '#plugins/telephony/server/pbx/table_shape'
import type { SourceName } from '#plugins/telephony/server/pbx/types'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { contentOf, firstDifference } from '#plugins/telephony/tests/support/site_content'
import { countOf, makeSite, rowsOf, syncSite } from '#plugins/telephony/tests/support/sites'

const columnsOf = (source: SourceName) => COLUMNS[source].filter((name) => name !== 'id').join(', ')

const TIME: Record<SourceName, string> = { cdr: 'calldate', cel: 'eventtime', queue_log: 'time' }

/**
 * Rows of the recorded day from one moment to another, as the PBX wrote them: a cdr row comes when its pair ends, and every
 * row gets the next id of its table. `later`: seconds after they were recorded.
 */
function arrived(from: string, to: string, later = 0): string {
  const dated = (source: SourceName) =>
    later === 0
      ? columnsOf(source)
      : columnsOf(source).replace(
          new RegExp(`\\b${TIME[source]}\\b`),
          `${TIME[source]} + INTERVAL ${later} SECOND`
        )
  const copy = (source: SourceName, time: string) =>
    `INSERT INTO ${source} (${columnsOf(source)}) SELECT ${dated(source)} FROM asterisk.${source}
       WHERE ${time} >= '${from}' AND ${time} < '${to}'${source === 'cdr' ? '' : ' ORDER BY id'};`
  return (
    copy('cdr', 'calldate + INTERVAL duration SECOND') +
    copy('cel', 'eventtime') +
    copy('queue_log', 'time')
  )
}

const ALL = arrived('2026-11-22 00:00:00', '2026-11-23 00:00:00')

test.group('Sync of tables that are not at rest', (group) => {
  let mariadb: TestMariaDb
  let calm: Record<string, string[]>
  let calmSite: number

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    await mariadb.loadAsterisk('asterisk')
    calmSite = await makeSite(mariadb, 'asterisk')
    await syncSite(calmSite)
    calm = await contentOf(calmSite)
    return () => mariadb.stop()
  })

  async function emptySite(database: string): Promise<number> {
    await mariadb.loadAsterisk(database, { rows: false })
    return makeSite(mariadb, database)
  }

  test('growing tables: synchronised every two minutes, calls in progress are completed later', async ({
    assert,
  }) => {
    const siteId = await emptySite('growing')
    let open = 0
    for (let minute = 26; minute < 50; minute += 2) {
      const clock = (at: number) => `2026-11-22 11:${at}:00`
      await mariadb.run('growing', arrived(clock(minute), clock(minute + 2)))
      await syncSite(siteId)
      const calls = await rowsOf<{ state: string }>('call', siteId)
      open += calls.filter((call) => call.state === 'open').length
    }
    assert.isAbove(open, 0)
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('late rows: written hours after rows that are newer', async ({ assert }) => {
    const siteId = await emptySite('late')
    await mariadb.run('late', arrived('2026-11-22 11:35:00', '2026-11-23 00:00:00'))
    await syncSite(siteId)
    assert.isBelow(await countOf('call', siteId), 400)
    await mariadb.run('late', arrived('2026-11-22 00:00:00', '2026-11-22 11:35:00'))
    await syncSite(siteId)
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('two CDR backends that write every row twice make no call double', async ({ assert }) => {
    const siteId = await emptySite('doubles')
    await mariadb.run('doubles', `${ALL} INSERT INTO cdr SELECT * FROM asterisk.cdr;`)
    assert.equal(await mariadb.count('doubles', 'cdr'), 1618)
    await syncSite(siteId)
    assert.equal(await countOf('pbx_cdr', siteId), 809)
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('a second backend that knows fewer columns changes nothing either', async ({ assert }) => {
    const siteId = await emptySite('leaner')
    const unknown = ['cnam', 'recordingfile', 'peeraccount', 'did']
    const leaner = COLUMNS.cdr.filter((name) => !unknown.includes(name)).join(', ')
    await mariadb.run(
      'leaner',
      `INSERT INTO cdr (${leaner}) SELECT ${leaner} FROM asterisk.cdr; ${ALL}`
    )
    await syncSite(siteId)
    assert.isAbove(await countOf('pbx_cdr', siteId), 809)
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('two sites with equal uniqueids stay apart', async ({ assert }) => {
    const first = await makeSite(mariadb, 'asterisk')
    const second = await makeSite(mariadb, 'asterisk')
    await syncSite(first)
    await syncSite(second)
    assert.equal(firstDifference(await contentOf(first), calm), null)
    assert.equal(firstDifference(await contentOf(second), calm), null)
    assert.equal(await countOf('pbx_cdr', first), 809)
    assert.equal(await countOf('call', calmSite), calm.call?.length ?? 0)
  })

  test('tables without an id column and without optional columns', async ({ assert }) => {
    const siteId = await emptySite('plain')
    await mariadb.run(
      'plain',
      `${ALL} ALTER TABLE cel DROP COLUMN id, DROP COLUMN peer, DROP COLUMN userdeftype;
       ALTER TABLE queue_log DROP COLUMN id, DROP COLUMN created;
       ALTER TABLE cdr DROP COLUMN peeraccount, DROP COLUMN outbound_cnam, DROP COLUMN accountcode;`
    )
    await syncSite(siteId)
    assert.equal(await countOf('pbx_queue_log', siteId), 1476)
    assert.deepEqual((await contentOf(siteId)).call_attempt, calm.call_attempt)
    const again = await syncSite(siteId)
    assert.deepEqual([again.rowsAdded, again.callsWritten], [0, 0])
  })

  test('rows of one second keep the order in which the PBX wrote them, with an id and without', async ({
    assert,
  }) => {
    const gone = "'2026-11-22 11:30:00', '1795334400.9999'"
    const whole = `UPDATE queue_log SET time = CONCAT(LEFT(time, 19), '.000000');
      INSERT INTO cdr (calldate, uniqueid, linkedid, src, dst, channel, lastapp, lastdata, disposition)
        VALUES (${gone}, '1795334400.9999', '09120000000', '1000', 'PJSIP/trunk-main-0000eeee', 'Queue', '1000,t', 'NO ANSWER');
      INSERT INTO queue_log (time, callid, queuename, agent, event, data1, data2, data3)
        VALUES (${gone}, '1000', 'NONE', 'ENTERQUEUE', '', '09120000000', '1'),
               (${gone}, '1000', 'NONE', 'ABANDON', '1', '1', '0');`
    const withId = await emptySite('seconds')
    await mariadb.run('seconds', ALL + whole)
    await syncSite(withId)
    const without = await emptySite('seconds_plain')
    await mariadb.run('seconds_plain', `${ALL + whole} ALTER TABLE queue_log DROP COLUMN id;`)
    await syncSite(without)
    const expected = await contentOf(withId)
    assert.equal(firstDifference(await contentOf(without), expected), null)
    const plainKey = await emptySite('plain_key')
    await mariadb.run(
      'plain_key',
      `${ALL + whole} ALTER TABLE queue_log MODIFY id bigint NOT NULL, DROP KEY time;`
    )
    await syncSite(plainKey)
    assert.equal(firstDifference(await contentOf(plainKey), expected), null)
  })

  test('rows dated in the future do not hide those that come after them', async ({ assert }) => {
    const siteId = await emptySite('future')
    /**
     * The recorded day moved so that it ended an hour ago, whatever the time is: rows that come a day later than they are dated are
     * another matter.
     */
    const later = Math.floor((Date.now() - Date.parse('2026-11-22T10:30:00Z')) / 1000) - 3600
    await mariadb.run(
      'future',
      `${arrived('2026-11-22 00:00:00', '2026-11-22 11:35:00', later)}
       INSERT INTO cdr (calldate, uniqueid, linkedid, src, dst, channel, lastapp, disposition)
         VALUES ('2038-01-01 00:00:00', 'wrong-clock', 'wrong-clock', '02188880000', '02191001000', 'PJSIP/trunk-main-0000ffff', 'Hangup', 'ANSWERED');`
    )
    await syncSite(siteId)
    await mariadb.run('future', arrived('2026-11-22 11:35:00', '2026-11-23 00:00:00', later))
    await syncSite(siteId)
    assert.equal(await countOf('pbx_cdr', siteId), 810)
    const calls = await rowsOf<{ pbx_key: string; state: string }>('call', siteId)
    assert.lengthOf(calls, (calm.call?.length ?? 0) + 1)
    assert.equal(calls.filter((call) => call.state === 'open').length, 0)
  })

  test('a lost connection is made again and nothing is lost', async ({ assert }) => {
    const siteId = await makeSite(mariadb, 'asterisk')
    const siteSync = await app.container.make(SiteSync)
    let cuts = 0
    await siteSync.run(siteId, {
      trigger: 'command',
      pageRows: 500,
      progress: async (done, _total, step) => {
        if (step === 'assemble' || done % 3 !== 0) return
        cuts += 1
        await killConnections(mariadb)
      },
    })
    assert.isAbove(cuts, 2)
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('a database that dies in the middle: a coded error, nothing half-written, and the next run completes', async ({
    assert,
  }) => {
    const siteId = await makeSite(mariadb, 'asterisk')
    const siteSync = await app.container.make(SiteSync)
    let crashed = false
    const failure = await siteSync
      .run(siteId, {
        trigger: 'command',
        pageRows: 300,
        progress: async (done) => {
          if (done < 3_000 || crashed) return
          crashed = true
          await mariadb.crash()
        },
      })
      .catch((error: unknown) => error)
    assert.instanceOf(failure, CodedError)
    assert.equal((failure as CodedError).code, 'E_DATABASE_UNAVAILABLE')
    assert.equal(await countOf('call', siteId), 0)
    const mirrored = await countOf('pbx_cel', siteId)
    assert.isAbove(mirrored, 0)
    const state = await app.container.make(SyncState)
    assert.containsSubset(await state.runs(siteId, 1), [
      { state: 'failed', error: { code: 'E_DATABASE_UNAVAILABLE' } },
    ])

    const stillDead = await syncSite(siteId).catch((error: unknown) => error)
    assert.equal((stillDead as CodedError).code, 'E_TELEPHONY_PBX_UNREACHABLE')
    await mariadb.resume()
    await syncSite(siteId)
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('of two runs at once the later one stops the earlier, and a schedule gives way', async ({
    assert,
  }) => {
    const siteId = await makeSite(mariadb, 'asterisk')
    const siteSync = await app.container.make(SiteSync)
    let second: Promise<unknown> | null = null
    let schedule: Promise<unknown> | null = null
    const first = await siteSync
      .run(siteId, {
        trigger: 'command',
        pageRows: 500,
        progress: async () => {
          if (second) return
          schedule = siteSync.run(siteId, { trigger: 'schedule' }).catch((error: unknown) => error)
          const busy = await schedule
          assert.equal((busy as CodedError).code, 'E_TELEPHONY_SYNC_BUSY')
          second = syncSite(siteId)
          await second
        },
      })
      .catch((error: unknown) => error)
    assert.equal((first as CodedError).code, 'E_TELEPHONY_SYNC_SUPERSEDED')
    assert.equal(firstDifference(await contentOf(siteId), calm), null)
  })

  test('numbers that are too short are not logged when the site says so', async ({ assert }) => {
    const siteId = await makeSite(mariadb, 'asterisk', {
      rules: { ignoreShorterThan: 4 },
    })
    await syncSite(siteId)
    const calls = await rowsOf<{ pbx_key: string; direction: string }>('call', siteId)
    assert.isBelow(calls.length, calm.call?.length ?? 0)
    const database = await app.container.make(Database)
    const [parts] = await database
      .read('call_leg')
      .where('site_id', siteId)
      .whereNotIn('call_id', database.read('call').select('id').where('site_id', siteId))
      .count({ n: '*' })
    assert.equal(Number(parts?.n), 0)
  })
})

async function killConnections(mariadb: TestMariaDb): Promise<void> {
  const connection = await mariadb.connect()
  try {
    const [rows] = await connection.query(
      'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND DB IS NOT NULL'
    )
    for (const { id } of rows as Array<{ id: number }>) {
      await connection.query(`KILL ${Number(id)}`)
    }
  } finally {
    await connection.end()
  }
}
