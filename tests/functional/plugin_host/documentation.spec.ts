import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { assembleBase } from '#core/metadata/layers/base_layer'
import { validate } from '#core/metadata/validation/validate'
import { discoverPlugins } from '#core/plugin_host/discovery'
import { makePlugin } from '#core/plugin_host/make_plugin'
import { texts } from '#core/i18n/texts'
import { PluginRegistry } from '#core/plugin_host/plugin_registry'
import { Settings } from '#core/plugin_host/settings'
import { Database } from '#core/database/database'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { Actors } from '#core/security/actors'
import { coreDefinitions } from '#core/security/definitions'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { Knex } from 'knex'
import { ActionRegistry } from '#core/workflow/actions/action_registry'
import { Definitions } from '#core/workflow/definitions/definitions'
import { Installing } from '#core/workflow/definitions/installing'
import { shippedWorkflows } from '#core/workflow/definitions/shipped_workflows'
import { StartIndex } from '#core/workflow/triggers/start_index'
import { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'
import { Triggers } from '#core/workflow/triggers/triggers'
import { ORIGIN, records, workJobs } from '#tests/functional/workflow/harness'
import { unique } from '#tests/support/people'

/** Folders of these tests lie inside the application, or `#core` could not be imported from them. */
function applicationFolder(): string {
  mkdirSync(app.makePath('tmp'), { recursive: true })
  return mkdtempSync(app.makePath('tmp/plugin-'))
}

/** The code blocks of a page that name a file. */
function filesOf(page: string): Map<string, string> {
  const blocks = page.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)
  return new Map([...blocks].map(([, path = '', content = '']) => [path, content]))
}

/** Issues of a plugin's definitions together with those of the core. */
async function issuesOf(plugin: Awaited<ReturnType<typeof discoverPlugins>>[number]) {
  const definitions = (await plugin.manifest.definitions?.())?.default ?? {}
  const { base, issues } = assembleBase([
    { origin: 'core', definitions: coreDefinitions },
    { origin: plugin.manifest.name, definitions },
  ])
  const declared = (plugin.manifest.permissions ?? []).map(({ name }) => name)
  const database = await app.container.make(Database)
  const permissions = new Set([...new PluginRegistry(database, []).permissions(), ...declared])
  return [...issues, ...validate({ definitions: base, types: new FieldTypes(), permissions })]
}

test.group('the plugin author’s first page', (group) => {
  const root = applicationFolder()
  group.teardown(() => rmSync(root, { recursive: true, force: true }))

  test('its example is a plugin whose parts work', async ({ assert }) => {
    const folder = join(root, 'visits')
    for (const [path, content] of filesOf(readFileSync(app.makePath('docs/plugins.md'), 'utf8'))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    const plugins = await discoverPlugins(app.makePath(), [folder])
    const visits = plugins.find(({ manifest }) => manifest.name === 'visits')
    if (!visits) throw new Error('the example was not found')
    assert.deepEqual(await issuesOf(visits), [])

    const { manifest } = visits
    const database = await app.container.make(Database)
    const registry = new PluginRegistry(database, plugins)
    const silent = async () => {}
    const settings = new Settings({
      database,
      registry,
      encrypt: (text) => text,
      decrypt: (text) => text,
      audit: silent,
      emitChanged: silent,
      now: () => new Date(),
    })
    assert.equal(settings.number('visits', 'longest'), 60)

    app.container.swap(Settings, () => settings)
    try {
      await (await manifest.register?.())?.default(app)
      const contributed = (await manifest.hooks?.())?.default ?? []
      const hooks: RecordHooks[] =
        typeof contributed === 'function' ? await contributed(app) : contributed
      const write = (minutes: number) => {
        const event: Pick<WriteEvent, 'after'> = { after: { minutes } }
        return hooks[0]?.beforeSave?.(event as WriteEvent)
      }
      await write(60)
      await assert.rejects(async () => write(61), /E_VISIT_TOO_LONG/)
    } finally {
      app.container.restore(Settings)
    }

    texts.addPlugin('visits', join(folder, manifest.locales ?? ''))
    const params = { longest: 60 }
    assert.equal(
      texts.text('en', 'errors.E_VISIT_TOO_LONG', params),
      'A visit lasts at most 60 minutes.'
    )
    const actors = await app.container.make(Actors)
    assert.isTrue(actors.system().access.can('visits.count'))
    const patterns: string[] = []
    const router = { get: (pattern: string) => void patterns.push(pattern) }
    ;(await manifest.routes?.())?.default(router as unknown as HttpRouterService)
    assert.deepEqual(patterns, ['/count'])
  })
})

test.group('the example’s workflow', (group) => {
  const root = applicationFolder()
  group.teardown(() => rmSync(root, { recursive: true, force: true }))

  /** The example is not installed here: what it writes goes to an entity that is. */
  const here = (content: string) =>
    content
      .replaceAll("'visits_visit'", "'team'")
      .replace('{ visitor, came_at: now.toISOString() }', '{ name: visitor }')

  test('begins by its trigger, once, and does its action', async ({ assert }) => {
    const folder = join(root, 'visits')
    for (const [path, content] of filesOf(readFileSync(app.makePath('docs/plugins.md'), 'utf8'))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), here(content))
    }
    const plugins = await discoverPlugins(app.makePath(), [folder])
    const visits = plugins.find(({ manifest }) => manifest.name === 'visits')
    if (!visits) throw new Error('the example was not found')
    const { workflowActions, workflowTriggers } = visits.manifest
    const given = (await workflowActions?.())?.default ?? []
    const ownActions = typeof given === 'function' ? await given(app) : given
    const offered = (await workflowTriggers?.())?.default ?? []
    const ownTriggers = typeof offered === 'function' ? await offered(app) : offered
    const actions = await app.container.make(ActionRegistry)
    const triggers = await app.container.make(TriggerRegistry)
    actions.add(ownActions)
    triggers.add(ownTriggers)
    try {
      const [shipped] = await shippedWorkflows(visits)
      if (!shipped) throw new Error('the example ships no workflow')
      const { key, ...brought } = shipped
      const actor = (await app.container.make(Actors)).system()
      const definitions = await app.container.make(Definitions)
      await (await app.container.make(Installing)).ship(actor, ORIGIN, key, brought)
      assert.deepEqual((await definitions.check(actor, key)).faults, [])
      ;(await app.container.make(StartIndex)).forget()

      const { tellOf } = (await import(join(folder, 'server/workflow_triggers.ts'))) as {
        tellOf: (
          engine: Triggers,
          trx: Knex.Transaction,
          visit: { id: number; visitor: string; reason: string | null }
        ) => Promise<number>
      }
      const engine = await app.container.make(Triggers)
      const database = await app.container.make(Database)
      const visitor = unique('Visitor')
      const tell = (id: number, reason: string) =>
        database.transaction((trx) => tellOf(engine, trx, { id, visitor, reason }))
      assert.equal(await tell(1, 'account'), 0)
      assert.equal(await tell(2, 'loan'), 1)
      await tell(2, 'loan')
      await workJobs()
      assert.equal(await records('team', `${visitor} (again)`), 1)
      await definitions.archive(actor, ORIGIN, key, true)
    } finally {
      actions.remove(ownActions.map(({ name }) => name))
      triggers.remove(ownTriggers.map(({ name }) => name))
    }
  })
})

test.group('node ace make:plugin', (group) => {
  const root = applicationFolder()
  group.teardown(() => rmSync(root, { recursive: true, force: true }))
  const make = (name: string) =>
    makePlugin({ name, core: '0.1.0', stubs: app.makePath('stubs/plugin'), folder: root })

  test('writes a plugin that loads and whose definitions are right', async ({ assert }) => {
    const files = make('loyalty_club')
    assert.include(files, join(root, 'loyalty_club/ui/index.ts'))
    const plugins = await discoverPlugins(app.makePath(), [join(root, 'loyalty_club')])
    const made = plugins.find(({ manifest }) => manifest.name === 'loyalty_club')
    if (!made) throw new Error('the new plugin was not found')
    assert.equal(made.manifest.label.en, 'Loyalty club')
    assert.deepEqual(await issuesOf(made), [])
    assert.isArray((await made.manifest.hooks?.())?.default)
    assert.isFunction((await made.manifest.routes?.())?.default)
    for (const file of files) assert.notInclude(readFileSync(file, 'utf8'), '{{')
  })

  test('refuses names that no plugin may have, and never overwrites', ({ assert }) => {
    for (const name of ['Loyalty', 'core', '../elsewhere', 'a__b']) {
      assert.throws(() => make(name), /E_PLUGIN_INVALID/)
    }
    make('twice')
    assert.throws(() => make('twice'), /E_PLUGIN_INVALID/)
  })
})
