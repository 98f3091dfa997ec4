import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'

const PAGE = app.makePath('docs/solutions.md')

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
})
