import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Settings } from '#core/plugin_host/settings'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { readPackage, readZip, writeFolder, writeZip } from '#core/solutions/archive'
import type { SolutionSelection } from '#core/solutions/kernel/selection'
import { Solutions } from '#core/solutions/solutions'
import { OtherInstallation } from '#tests/functional/solutions/installations'

const text = (en: string) => ({ en, fa: `${en} فا`, az: `${en} az` })

async function tools() {
  const { container } = app
  const actors = await container.make(Actors)
  return {
    system: actors.system(),
    database: await container.make(Database),
    metadata: await container.make(Metadata),
    records: await container.make(Records),
    settings: await container.make(Settings),
    solutions: await container.make(Solutions),
  }
}

/** A small customisation: a list of cities with a look-up from contacts, a form, a view, and a role. */
function customisation(): ClientChange[] {
  const change = (kind: ClientChange['kind'], name: string, path: string[], value: Json) => ({
    kind,
    name,
    path,
    value,
  })
  return [
    change('choice_list', 'x_region', [], {
      label: text('Region'),
      options: {
        x_north: { label: text('North'), color: 'blue' },
        x_south: { label: text('South') },
      },
    }),
    change('entity', 'x_city', [], {
      label: text('City'),
      labelPlural: text('Cities'),
      titleField: 'x_name',
      fields: {
        x_code: { type: 'text', label: text('Code'), unique: true, required: true },
        x_name: { type: 'text', label: text('Name'), searchable: true },
        x_region: { type: 'choice', label: text('Region'), choices: 'x_region' },
        x_capital: { type: 'lookup', label: text('Capital'), target: 'x_city' },
      },
    }),
    change('entity', 'contact', ['fields', 'x_home'], {
      type: 'lookup',
      label: text('Home'),
      target: 'x_city',
    }),
    change('entity', 'contact', ['fields', 'x_home', 'help'], text('Where they live')),
    change('entity', 'contact', ['fields', 'last_name', 'label', 'en'], 'Family name'),
    change('view', 'x_cities', [], {
      entity: 'x_city',
      label: text('All cities'),
      columns: [{ path: 'x_code' }, { path: 'x_name' }, { path: 'x_capital.x_name' }],
    }),
    change('form', 'x_city_main', [], {
      entity: 'x_city',
      kind: 'main',
      label: text('City'),
      elements: {
        x_general: { kind: 'section', label: text('General'), order: 0 },
        x_code: { kind: 'field', field: 'x_code', parent: 'x_general', order: 0 },
        x_name: { kind: 'field', field: 'x_name', parent: 'x_general', order: 1 },
      },
    }),
  ]
}

/** Named one by one: other tests leave definitions of their own in the installation. */
const CITIES: SolutionSelection = {
  definitions: [
    'definitions/choice_list/x_region',
    'definitions/entity/contact',
    'definitions/entity/x_city',
    'definitions/form/x_city_main',
    'definitions/view/x_cities',
  ],
  settings: ['crm'],
  records: [{ entity: 'x_city' }],
  parts: [],
}

test.group('solutions', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-solution-'))
  const path = (name: string) => join(folder, name)
  group.teardown(() => rmSync(folder, { recursive: true, force: true }))

  group.setup(async () => {
    const { metadata, records, system } = await tools()
    await metadata.change(system, COMMAND_ORIGIN, customisation())
    const { id } = await records.create(system, COMMAND_ORIGIN, 'x_city', {
      x_code: 'THR',
      x_name: 'Tehran',
      x_region: 'x_north',
    })
    for (const code of ['BAK', 'İST', 'a/b c']) {
      await records.create(system, COMMAND_ORIGIN, 'x_city', {
        x_code: code,
        x_name: code,
        x_capital: id,
      })
    }
    await records.update(system, COMMAND_ORIGIN, 'x_city', id, { x_capital: id })
  })

  test('exported, imported elsewhere and exported again it is the same to the byte', async ({
    assert,
    cleanup,
  }) => {
    const { solutions, system } = await tools()
    const wish = { name: 'bank_one', label: text('Bank one'), selection: CITIES }
    const pack = await solutions.export(system, COMMAND_ORIGIN, wish)
    writeFileSync(path('one.zip'), writeZip(pack.files))
    await writeFolder(path('one'), pack.files)
    assert.deepEqual(await readPackage(path('one')), readZip(readFileSync(path('one.zip'))))

    const other = new OtherInstallation()
    cleanup(() => other.remove())
    assert.equal((await other.prepare()).code, 0)
    const dry = await other.ace(['solution:import', path('one'), '--dry-run'])
    assert.equal(dry.code, 0, dry.output)
    assert.match(dry.output, /create table x_city/)
    assert.match(dry.output, /records of x_city: 4 new/)
    const imported = await other.ace(['solution:import', path('one.zip')])
    assert.equal(imported.code, 0, imported.output)
    const again = await other.ace(['solution:export', 'bank_one', path('two.zip')])
    assert.equal(again.code, 0, again.output)
    assert.isTrue(readFileSync(path('one.zip')).equals(readFileSync(path('two.zip'))))
    const twice = await other.ace(['solution:import', path('one.zip')])
    assert.equal(twice.code, 0, twice.output)
    assert.match(twice.output, /bank_one 1\.0\.0: 0 changes/)
    const same = await other.ace(['solution:diff', path('one.zip')])
    assert.equal(same.code, 0, same.output)
  }).timeout(120_000)

  test('a process killed while it imports leaves the old state or the new one, and goes on', async ({
    assert,
    cleanup,
  }) => {
    const { solutions, system } = await tools()
    const pack = await solutions.export(system, COMMAND_ORIGIN, { name: 'bank_one' })
    writeFileSync(path('killed.zip'), writeZip(pack.files))
    const other = new OtherInstallation()
    cleanup(() => other.remove())
    await other.prepare()
    const killed = await other.ace(['solution:import', path('killed.zip')], (output) =>
      output.includes('records of x_city')
    )
    assert.equal(killed.signal, 'SIGKILL')
    const after = await other.ace(['solution:diff', path('killed.zip')])
    const nothing = [...pack.solution.content.keys()].every((unit) => after.output.includes(unit))
    assert.isTrue(after.code === 0 || nothing, after.output)
    const again = await other.ace(['solution:import', path('killed.zip')])
    assert.equal(again.code, 0, again.output)
    assert.equal((await other.ace(['solution:diff', path('killed.zip')])).code, 0)
    const back = await other.ace(['solution:rollback', 'bank_one'])
    assert.equal(back.code, 0, back.output)
  }).timeout(300_000)
})
