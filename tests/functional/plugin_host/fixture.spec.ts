import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { text } from '#core/i18n/texts'
import { Jobs } from '#core/jobs/jobs'
import { Metadata } from '#core/metadata/metadata'
import { Plugins } from '#core/plugin_host/plugins'
import { Settings } from '#core/plugin_host/settings'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { Waterings } from '#tests/fixtures/plugins/garden/server/waterings'
import { signInWith } from '#tests/support/people'

async function tools() {
  const { container } = app
  const actors = await container.make(Actors)
  return {
    system: actors.system(),
    database: await container.make(Database),
    metadata: await container.make(Metadata),
    plugins: await container.make(Plugins),
    settings: await container.make(Settings),
    records: await container.make(Records),
    jobs: await container.make(Jobs),
    hooks: await container.make(RecordHookRegistry),
    waterings: await container.make(Waterings),
  }
}

test.group('a plugin contributes', () => {
  test('definitions and a field type, which become a table and records', async ({ assert }) => {
    const { records, system, metadata, database } = await tools()
    assert.equal(metadata.current().entity.get('garden_plant')?.origin, 'garden')
    const plant = await records.create(system, COMMAND_ORIGIN, 'garden_plant', {
      name: 'Rose',
      soil: 'loam',
      colour: 'red',
    })
    const row: Record<string, unknown> = await database
      .read('garden_plant')
      .where('id', plant.id)
      .first()
    assert.include(row, { name: 'Rose', soil: 'loam', colour: 'red' })
    const wrong = { name: 'Rose', colour: 'blue' }
    const refused: unknown = await records
      .create(system, COMMAND_ORIGIN, 'garden_plant', wrong)
      .catch((error: unknown) => error)
    assert.deepInclude(refused, { code: 'E_VALIDATION' })
  })

  test('hooks that run inside a write', async ({ assert }) => {
    const { records, system, waterings } = await tools()
    const plant = await records.create(system, COMMAND_ORIGIN, 'garden_plant', { name: 'Fern' })
    const { watered } = await records.get(system, 'garden_plant', plant.id)
    assert.equal(watered, 0)
    assert.include(waterings.events, 'hook:create')
  })

  test('migrations for tables that are no entities', async ({ assert }) => {
    const { database } = await tools()
    assert.isTrue(await database.read.schema.hasTable('garden_tools'))
  })

  test('routes under its name, closed to those without a session or permission', async ({
    client,
  }) => {
    const keeper = await signInWith(['garden_keeper'])
    const other = await signInWith([])
    const answer = await client.get('/api/garden/weather').headers(keeper.headers)
    answer.assertStatus(200)
    answer.assertBody({ weather: 'dry' })
    const forbidden = await client.get('/api/garden/weather').headers(other.headers)
    forbidden.assertStatus(403)
    const anonymous = await client.get('/api/garden/weather')
    anonymous.assertStatus(401)
  })

  test('jobs and schedules', async ({ assert }) => {
    const { jobs } = await tools()
    assert.exists(jobs.definition('garden.water'))
    assert.include(
      jobs.schedules().map(({ name }) => name),
      'garden.morning'
    )
  })

  test('texts, among them those of its errors', ({ assert }) => {
    assert.equal(text('fa', 'garden.weather', { what: 'خشک' }), 'هوا خشک است.')
    assert.equal(text('az', 'errors.E_GARDEN_COLOUR'), 'Heç bir bitki bu rəngdə deyil.')
  })

  test('a command', async ({ assert }) => {
    assert.isNotNull(ace.getCommand('garden:weather'))
  })

  test('permissions', async ({ assert }) => {
    const { plugins } = await tools()
    assert.include(
      plugins.permissions().map(({ name }) => name),
      'garden.water'
    )
  })
})

test.group('settings of a plugin', () => {
  test('have defaults, are checked all together, and are live at once', async ({
    assert,
    client,
  }) => {
    const { settings, waterings } = await tools()
    const admin = await signInWith(['administrator'])
    assert.equal(settings.get('garden', 'season'), 'spring')
    const wrong = await client
      .patch('/api/admin/settings/garden')
      .headers(admin.headers)
      .json({ values: { litres: 500, season: 'winter' } })
    wrong.assertStatus(422)
    assert.deepEqual(
      wrong
        .body()
        .error.details.map((detail: { path: string; code: string }) => [detail.path, detail.code]),
      [
        ['litres', 'E_NUMBER_TOO_LARGE'],
        ['season', 'E_UNKNOWN_CHOICE'],
      ]
    )
    const right = await client
      .patch('/api/admin/settings/garden')
      .headers(admin.headers)
      .json({ values: { litres: 50 } })
    right.assertStatus(200)
    assert.equal(settings.number('garden', 'litres'), 50)
    assert.include(waterings.events, 'listener:garden')
    await settings.set(admin.actor, COMMAND_ORIGIN, 'garden', 'litres', null)
    assert.equal(settings.number('garden', 'litres'), 3)
  })

  test('a secret is stored encrypted and never shown', async ({ assert, client }) => {
    const { settings, database } = await tools()
    const admin = await signInWith(['administrator'])
    await settings.set(admin.actor, COMMAND_ORIGIN, 'garden', 'gate_code', 'open sesame')
    assert.equal(settings.get('garden', 'gate_code'), 'open sesame')
    const row: { value: string } = await database
      .read('plugin_settings')
      .where({ plugin: 'garden', name: 'gate_code' })
      .first()
    assert.notInclude(row.value, 'sesame')
    const shown = await client.get('/api/admin/settings/garden').headers(admin.headers)
    shown.assertStatus(200)
    assert.notInclude(shown.text(), 'sesame')
    assert.deepInclude(
      shown
        .body()
        .settings.map(({ name, isSet }: { name: string; isSet?: boolean }) => ({ name, isSet })),
      { name: 'gate_code', isSet: true }
    )
    const logged: { changes: string } = await database
      .read('audit_log')
      .where('action', 'settings.change')
      .orderBy('seq', 'desc')
      .first()
    assert.notInclude(logged.changes, 'sesame')
  })

  test('are closed to others', async ({ client }) => {
    const keeper = await signInWith(['garden_keeper'])
    const answer = await client.get('/api/admin/settings/garden').headers(keeper.headers)
    answer.assertStatus(403)
  })
})

test.group('the life of a plugin', () => {
  test('switched off it is gone at once, switched on it is back with its data', async ({
    assert,
    client,
  }) => {
    const { plugins, records, system, metadata, jobs, hooks } = await tools()
    const admin = await signInWith(['administrator'])
    const plant = await records.create(system, COMMAND_ORIGIN, 'garden_plant', { name: 'Oak' })

    const off = await client.post('/api/admin/plugins/garden/disable').headers(admin.headers)
    off.assertStatus(200)
    assert.isFalse(metadata.current().entity.has('garden_plant'))
    assert.isUndefined(jobs.definition('garden.water'))
    assert.lengthOf(
      hooks.of('garden_plant').filter(({ entity }) => entity === 'garden_plant'),
      0
    )
    const route = await client.get('/api/garden/weather').headers(admin.headers)
    route.assertStatus(404)
    assert.equal(route.body().error.code, 'E_PLUGIN_DISABLED')
    const twice = await client.post('/api/admin/plugins/garden/disable').headers(admin.headers)
    twice.assertStatus(409)

    await plugins.enable(system, COMMAND_ORIGIN, 'garden')
    const { name } = await records.get(system, 'garden_plant', plant.id)
    assert.equal(name, 'Oak')
    assert.exists(jobs.definition('garden.water'))
  })

  test('what others require cannot be switched off', async ({ assert }) => {
    const { plugins, system } = await tools()
    const required = plugins.list().find(({ requiredBy }) => requiredBy.length > 0)
    if (!required) return
    await assert.rejects(
      () => plugins.disable(system, COMMAND_ORIGIN, required.name),
      /E_PLUGIN_REQUIRED/
    )
  })

  test('uninstalled its data stays; purged it is gone; installed again it starts empty', async ({
    assert,
  }) => {
    const { plugins, records, system, database, settings } = await tools()
    await records.create(system, COMMAND_ORIGIN, 'garden_plant', { name: 'Elm' })
    await settings.set(system, COMMAND_ORIGIN, 'garden', 'litres', 9)
    await assert.rejects(() => plugins.purge(system, COMMAND_ORIGIN, 'garden'), /E_PLUGIN_STATE/)

    await plugins.uninstall(system, COMMAND_ORIGIN, 'garden')
    assert.isTrue(await database.read.schema.hasTable('garden_plant'))
    assert.notInclude(
      plugins.installed().map(({ name }) => name),
      'garden'
    )

    assert.deepEqual(await plugins.purge(system, COMMAND_ORIGIN, 'garden'), ['garden_plant'])
    assert.isFalse(await database.read.schema.hasTable('garden_plant'))
    assert.isFalse(await database.read.schema.hasTable('garden_tools'))
    assert.lengthOf(await database.read('plugin_settings').where({ plugin: 'garden' }), 0)

    await plugins.install(system, COMMAND_ORIGIN, 'garden')
    assert.isTrue(await database.read.schema.hasTable('garden_tools'))
    assert.equal(await records.count(system, { entity: 'garden_plant' }), 0)
  })

  test('everything is audited and needs its permission', async ({ assert, client }) => {
    const { database } = await tools()
    const keeper = await signInWith(['garden_keeper'])
    for (const action of ['install', 'enable', 'disable', 'uninstall', 'purge']) {
      const answer = await client
        .post(`/api/admin/plugins/garden/${action}`)
        .headers(keeper.headers)
      answer.assertStatus(403)
    }
    const actions: string[] = await database.read('audit_log').distinct('action').pluck('action')
    assert.includeMembers(actions, [
      'plugin.disable',
      'plugin.enable',
      'plugin.uninstall',
      'plugin.purge',
      'plugin.install',
    ])
  })
})
