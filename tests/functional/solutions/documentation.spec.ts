import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { writeFolder } from '#core/solutions/archive'
import { toTree } from '#core/solutions/kernel/tree'
import { packSolution } from '#core/solutions/package_codec'
import { OtherInstallation } from '#tests/functional/solutions/installations'

const PAGE = app.makePath('docs/solutions.md')

const label = { en: 'Kind', fa: 'نوع', az: 'Növ' }

/** What a consultant has made before the page begins: a choice list, a template and a rule for duplicates among it. */
const CUSTOMISATION = {
  'choice_list/x_kind': { label, options: { x_big: { label } } },
  'entity/x_shop': {
    label,
    labelPlural: label,
    titleField: 'x_name',
    fields: {
      x_name: { type: 'text', label },
      x_kind: { type: 'choice', label, choices: 'x_kind' },
    },
  },
  'template/x_shop_card': {
    entity: 'x_shop',
    kind: 'print',
    label,
    html: { en: '<p>{{x_name}}</p>' },
  },
  'duplicate_rule/x_same_name': {
    entity: 'x_shop',
    label,
    parts: { x_name: { fields: ['x_name'], how: 'exact', weight: 0.9 } },
    warn: 0.5,
  },
}

test.group('the page about solutions', () => {
  test('names only flags and errors that there are', async ({ assert }) => {
    const page = readFileSync(PAGE, 'utf8')
    const sources = ['export', 'import', 'diff', 'rollback', 'rehearse']
      .map((name) => readFileSync(app.makePath(`core/commands/solution_${name}.ts`), 'utf8'))
      .join('\n')
    for (const [, flag = ''] of page.matchAll(/--([a-z][a-z-]*)/g))
      assert.match(sources, new RegExp(`declare ${flag.replaceAll('-', '_')}\\?`), flag)
    const texts = readFileSync(app.makePath('core/i18n/locales/en/solutions.json'), 'utf8')
    for (const [code] of page.matchAll(/E_[A-Z_]+/g)) assert.include(texts, code)
  })

  test('its commands work one after the other, and carry every kind of definition', async ({
    assert,
    cleanup,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'peyvand-page-'))
    const other = new OtherInstallation()
    cleanup(() => other.remove())
    cleanup(() => rmSync(folder, { recursive: true, force: true }))
    const made = packSolution({
      head: {
        name: 'made',
        label,
        version: '1.0.0',
        publisher: 'x_',
        requires: { core: '*', plugins: {} },
      },
      content: new Map(
        Object.entries(CUSTOMISATION).map(([unit, value]) => [`definitions/${unit}`, toTree(value)])
      ),
      removals: [],
      keys: new Map(),
      bases: new Map(),
    })
    await writeFolder(join(folder, 'made'), made.files)
    assert.equal((await other.prepare()).code, 0)
    const before = await other.ace(['solution:import', join(folder, 'made')])
    assert.equal(before.code, 0, before.output)

    const page = readFileSync(PAGE, 'utf8')
    const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = '']) =>
      block.trim().split('\n')
    )
    assert.isAbove(blocks.length, 8)
    for (const line of blocks) {
      const words = [...line.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) =>
        word.replaceAll('"', '').replace(/^out\//, `${folder}/`)
      )
      assert.deepEqual(words.slice(0, 2), ['node', 'ace'])
      const ended = await other.ace(words.slice(2))
      assert.equal(ended.code, 0, `${line}\n${ended.output}`)
    }
    for (const unit of Object.keys(CUSTOMISATION)) {
      const file = readFileSync(join(folder, 'bank_one/definitions', `${unit}.json`), 'utf8')
      assert.isObject(JSON.parse(file), unit)
    }
    const missing = await other.ace(['solution:diff', join(folder, 'not_there.zip')])
    assert.equal(missing.code, 1)
    assert.include(missing.output, 'E_SOLUTION_INVALID')
  }).timeout(240_000)
})
