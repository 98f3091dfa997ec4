import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import { declaredErrors } from '#core/errors/coded_error'
import { Catalogue, parametersOf } from '#core/i18n/catalogue'
import { texts } from '#core/i18n/texts'
import { LANGUAGES } from '#core/metadata/types'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

function files(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted.test(name) && !name.includes('node_modules'))
    .map((name) => join(ROOT, folder, name))
    .sort()
}

/** Declaring an error is enough to be tested: every module of errors is found and loaded. */
async function loadErrors(): Promise<void> {
  const modules = [
    ...files('core', /(^|\/)errors\.ts$/),
    ...files('plugins', /^[^/]+\/(contract\/|server\/(.*\/)?)?errors\.ts$/),
  ]
  for (const path of modules) await import(pathToFileURL(path).href)
}

test.group('texts', () => {
  test('every error has a text in every language', async ({ assert }) => {
    await loadErrors()
    for (const path of files('plugins', /^[^/]+\/locales\/en\.json$/)) {
      texts.addPlugin(relative(ROOT, path).split('/')[1] ?? '', join(path, '..'))
    }
    assert.isAbove(declaredErrors.size, 20)
    const missing = [...declaredErrors.keys()].flatMap((code) =>
      LANGUAGES.filter((language) => !texts.has(language, `errors.${code}`)).map(
        (language) => `${language} ${code}`
      )
    )
    assert.deepEqual(missing, [])
  })

  test('every text is there in every language, with the same parameters', ({ assert }) => {
    const faults: string[] = []
    for (const key of new Set(LANGUAGES.flatMap((language) => texts.keys(language)))) {
      const found = LANGUAGES.map((language) =>
        texts.has(language, key) ? parametersOf(texts.find(language, key) ?? '').join(',') : null
      )
      if (new Set(found).size > 1) faults.push(`${key}: ${JSON.stringify(found)}`)
    }
    assert.deepEqual(faults, [])
  })

  test('no text is empty or copied from English', ({ assert }) => {
    const faults = texts
      .keys('en')
      .filter((key) => key.startsWith('errors.'))
      .filter((key) => {
        const [en, fa, az] = [texts.find('en', key), texts.find('fa', key), texts.find('az', key)]
        return !en?.trim() || !fa?.trim() || !az?.trim() || fa === en || az === en
      })
    assert.deepEqual(faults, [])
  })
})

test.group('catalogue', () => {
  const catalogue = new Catalogue()
  catalogue.add('en', 'crm', { cases: { many: '{n} cases of {who}' }, errors: { E_X: 'Bad {n}' } })
  catalogue.add('fa', 'crm', { cases: { many: '{n} مورد از {who}' } })

  test('keys start with the part, errors are common', ({ assert }) => {
    assert.deepEqual(catalogue.keys('en'), ['crm.cases.many', 'errors.E_X'])
  })

  test('numbers are written with the digits of the language', ({ assert }) => {
    assert.equal(
      catalogue.text('en', 'crm.cases.many', { n: 1234, who: 'Ali' }),
      '1,234 cases of Ali'
    )
    assert.equal(
      catalogue.text('fa', 'crm.cases.many', { n: 1234, who: 'علی' }),
      '۱٬۲۳۴ مورد از علی'
    )
  })

  test('English stands in for a missing text, the key for one nobody wrote', ({ assert }) => {
    assert.equal(catalogue.text('az', 'errors.E_X', { n: 1 }), 'Bad 1')
    assert.equal(catalogue.text('en', 'crm.nothing'), 'crm.nothing')
  })

  test('a missing parameter stays visible; values are not interpolated again', ({ assert }) => {
    assert.equal(catalogue.text('en', 'crm.cases.many', { n: 1 }), '1 cases of {who}')
    assert.equal(
      catalogue.text('en', 'crm.cases.many', { n: 1, who: '{n}{n}' }),
      '1 cases of {n}{n}'
    )
  })
})
