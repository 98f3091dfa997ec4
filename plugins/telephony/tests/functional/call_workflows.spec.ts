import { readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Definitions } from '#core/workflow/definitions/definitions'
import { Operations } from '#core/workflow/operations/operations'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { makeSite, syncSite } from '#plugins/telephony/tests/support/sites'
import { ORIGIN, publish, system, workJobs } from '#tests/functional/workflow/harness'

const KEY = 'missed_call_back'

test.group('Workflows that calls begin', (group) => {
  let mariadb: TestMariaDb

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    await mariadb.loadAsterisk('asterisk')
    return () => mariadb.stop()
  })

  test('each lost call of the recorded day is called back, once', async ({ assert }) => {
    const database = await app.container.make(Database)
    const definitions = await app.container.make(Definitions)
    assert.deepEqual((await definitions.check(await system(), KEY)).faults, [])
    /** The day was recorded long ago; nobody is called back for that but here. */
    const path = app.makePath('plugins/telephony/workflows', `${KEY}.bpmn`)
    const shipped = await readFile(path, 'utf8')
    const ever = shipped.replace('PT1H"}', 'P36500D"}')
    assert.notEqual(ever, shipped)
    await publish(KEY, ever)
    const site = await makeSite(mariadb, 'asterisk')
    await syncSite(site)
    await workJobs()
    const lost: { id: number }[] = await database
      .read('call')
      .where({ site_id: site, kind: 'call' })
      .whereNotNull('lost')
      .orderBy('id')
      .select('id')
    assert.isAbove(lost.length, 5)
    const instances = () =>
      database.write('workflow_instances').where({ process: KEY, subject_entity: 'call' })
    const begun: { id: number; subject_id: number; status: string }[] = await instances()
      .orderBy('subject_id')
      .select('id', 'subject_id', 'status')
    assert.deepEqual(
      begun.map((one) => Number(one.subject_id)),
      lost.map(({ id }) => Number(id))
    )
    /** Either somebody is to call back, or the caller has reached the bank later that day, or nobody knows the number. */
    const tasks: { instance: number; title: string }[] = await database
      .write('workflow_tasks')
      .whereIn(
        'instance',
        begun.map(({ id }) => id)
      )
      .select('instance', 'title')
    const waiting = new Set(tasks.map(({ instance }) => Number(instance)))
    for (const { id, status } of begun) {
      assert.equal(status === 'active', waiting.has(Number(id)), `${id}: ${status}`)
    }
    const incidents: unknown[] = await database.write('workflow_incidents').whereIn(
      'instance',
      begun.map(({ id }) => id)
    )
    assert.deepEqual(incidents, [])
    assert.isAbove(waiting.size, 0)
    assert.match(tasks[0]?.title ?? '', /^Call back \S+/)
    await syncSite(site)
    await workJobs()
    assert.lengthOf(await instances(), lost.length)
    /** Other tests' calls begin nothing, and nobody's inbox is full of these. */
    await publish(KEY, shipped)
    const operations = await app.container.make(Operations)
    const open = begun.filter(({ status }) => status === 'active').map(({ id }) => Number(id))
    await operations.run(await system(), ORIGIN, open, { do: 'cancel', reason: null })
  })
})
