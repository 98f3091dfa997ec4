import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { countOf, syncSite } from '#plugins/telephony/tests/support/sites'
import { workOffJobs } from '#tests/support/work_off_jobs'
import { signInWith, unique, type SignedIn } from '#tests/support/people'

test.group('Sites over the API', (group) => {
  let mariadb: TestMariaDb
  let admin: SignedIn

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    await mariadb.loadAsterisk('asterisk')
    await mariadb.createDatabase('nothing')
    await mariadb.createDatabase('lean')
    await mariadb.run(
      'lean',
      `CREATE TABLE cdr (calldate datetime, src varchar(80)); CREATE TABLE cel LIKE asterisk.cel;
       CREATE TABLE queue_log LIKE asterisk.queue_log;`
    )
    admin = await signInWith(['administrator'])
    return () => mariadb.stop()
  })

  function siteInput(database: string) {
    const { host, port, user } = mariadb.settings(database)
    return {
      name: unique('branch'),
      timeZone: 'Asia/Tehran',
      active: false,
      connection: { host, port, user, database },
      password: '',
    }
  }

  test('a site is made, tested, synchronised as a job and shown with its history', async ({
    assert,
    client,
  }) => {
    const made = await client
      .post('/api/telephony/sites')
      .headers(admin.headers)
      .json(siteInput('asterisk'))
    made.assertStatus(201)
    const { id } = (made.body() as { site: { id: number } }).site

    const tried = await client
      .post(`/api/telephony/sites/${id}/test`)
      .headers(admin.headers)
      .json({})
    tried.assertStatus(200)
    assert.containsSubset(tried.body(), {
      ok: true,
      clockSkewSeconds: 0,
      tables: [
        { name: 'cdr', rows: 809 },
        { name: 'cel', rows: 7668 },
        { name: 'queue_log', rows: 1476 },
      ],
    })

    const started = await client
      .post(`/api/telephony/sites/${id}/sync`)
      .headers(admin.headers)
      .json({})
    started.assertStatus(202)
    await workOffJobs()
    assert.equal(await countOf('pbx_cdr', id), 809)

    const history = await client.get(`/api/telephony/sites/${id}/history`).headers(admin.headers)
    assert.containsSubset((history.body() as { runs: unknown[] }).runs, [
      { state: 'done', trigger: 'manual', rowsAdded: 9953, error: null },
    ])
    const shown = await client.get(`/api/telephony/sites/${id}`).headers(admin.headers)
    const { site } = shown.body() as { site: { lagSeconds: number; lastSync: { state: string } } }
    assert.isAtMost(site.lagSeconds, 120)
    assert.equal(site.lastSync.state, 'done')
  })

  test('a password is stored encrypted and never sent back', async ({ assert, client }) => {
    const password = 'a-password-that-must-not-show'
    const made = await client
      .post('/api/telephony/sites')
      .headers(admin.headers)
      .json({ ...siteInput('asterisk'), password })
    const { site } = made.body() as { site: { id: number; hasPassword: boolean } }
    assert.isTrue(site.hasPassword)
    assert.notInclude(JSON.stringify(made.body()), password)
    const database = await app.container.make(Database)
    const rows: unknown[] = await database.read('telephony_site_settings').where('site_id', site.id)
    assert.notInclude(JSON.stringify(rows), password)
    const audit: unknown[] = await database.read('audit_log').where('record_id', site.id)
    assert.notInclude(JSON.stringify(audit), password)
  })

  test('each way a connection can fail has its code', async ({ assert, client }) => {
    const made = await client
      .post('/api/telephony/sites')
      .headers(admin.headers)
      .json(siteInput('asterisk'))
    const { id } = (made.body() as { site: { id: number } }).site
    const codeOf = async (input: object) => {
      const response = await client
        .post(`/api/telephony/sites/${id}/test`)
        .headers(admin.headers)
        .json(input)
      return (response.body() as { error: { code: string } }).error.code
    }
    assert.equal(await codeOf({ connection: { port: 1 } }), 'E_TELEPHONY_PBX_UNREACHABLE')
    assert.equal(
      await codeOf({ connection: { host: 'no-such-host.invalid' } }),
      'E_TELEPHONY_PBX_UNKNOWN_HOST'
    )
    assert.equal(
      await codeOf({ connection: { user: 'nobody' }, password: 'x' }),
      'E_TELEPHONY_PBX_SIGN_IN'
    )
    assert.equal(
      await codeOf({ connection: { database: 'elsewhere' } }),
      'E_TELEPHONY_PBX_UNKNOWN_DATABASE'
    )
    assert.equal(
      await codeOf({ connection: { database: 'nothing' } }),
      'E_TELEPHONY_PBX_MISSING_TABLES'
    )
    assert.equal(
      await codeOf({ connection: { database: 'lean' } }),
      'E_TELEPHONY_PBX_MISSING_COLUMNS'
    )
  })

  test('unknown time zones and broken patterns are refused with their place', async ({
    client,
  }) => {
    const response = await client
      .post('/api/telephony/sites')
      .headers(admin.headers)
      .json({
        ...siteInput('asterisk'),
        timeZone: 'Mars/Olympus',
        rules: { internalNumberPatterns: ['('] },
      })
    response.assertStatus(422)
    response.assertBodyContains({
      error: {
        code: 'E_TELEPHONY_SITE_OPTIONS',
        details: [{ path: 'timeZone' }, { path: 'internalNumberPatterns.0' }],
      },
    })
  })

  test('a deleted site leaves its calls', async ({ assert, client }) => {
    const made = await client
      .post('/api/telephony/sites')
      .headers(admin.headers)
      .json(siteInput('asterisk'))
    const { id } = (made.body() as { site: { id: number } }).site
    await syncSite(id)
    const gone = await client.delete(`/api/telephony/sites/${id}`).headers(admin.headers)
    gone.assertStatus(204)
    assert.equal(await countOf('call', id), 476)
    const shown = await client.get(`/api/telephony/sites/${id}`).headers(admin.headers)
    shown.assertStatus(404)
  })

  test('without telephony.sites nothing is seen or done', async ({ client }) => {
    const agent = await signInWith(['agent'])
    const list = await client.get('/api/telephony/sites').headers(agent.headers)
    list.assertStatus(403)
    const made = await client
      .post('/api/telephony/sites')
      .headers(agent.headers)
      .json(siteInput('asterisk'))
    made.assertStatus(403)
  })
})
