import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { mergeMessages, messageKeys, type Messages } from '#ui/i18n/merge_messages.js'

const read = (path: string): Messages => JSON.parse(readFileSync(path, 'utf8')) as Messages
const ofPages = [...globSync('ui/pages/*/locales'), ...globSync('designer/*/locales')]
const folders = ['ui/locales', ...ofPages, ...globSync('plugins/*/ui/{locales,*/locales}')]
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

function texts(messages: Messages, prefix = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value, `${prefix}${key}.`)
  )
}

test.group('texts of the browser application', () => {
  test('{$self} has the same keys in all three languages')
    .with(folders)
    .run(({ assert }, folder) => {
      const english = messageKeys(read(`${folder}/en.json`))
      assert.deepEqual(messageKeys(read(`${folder}/fa.json`)), english)
      assert.deepEqual(messageKeys(read(`${folder}/az.json`)), english)
    })

  test('{$self} uses no placeholder that English does not have, and no text is empty')
    .with(folders)
    .run(({ assert }, folder) => {
      const english = new Map(texts(read(`${folder}/en.json`)))
      for (const language of ['fa', 'az']) {
        for (const [key, text] of texts(read(`${folder}/${language}.json`))) {
          assert.isNotEmpty(text.trim(), `${language} ${key}`)
          const known = placeholders(english.get(key) ?? '')
          assert.includeMembers(known, placeholders(text), `${language} ${key}`)
        }
      }
    })

  test('every key that a template or script names has a text', ({ assert }) => {
    const sources = [
      ...globSync('ui/**/*.{vue,ts}'),
      ...globSync('plugins/*/ui/**/*.{vue,ts}'),
      ...globSync('designer/**/*.{vue,ts}'),
    ].filter((file) => !file.includes('node_modules'))
    const known = new Set(
      ['ui/locales', ...ofPages].flatMap((folder) => messageKeys(read(`${folder}/en.json`)))
    )
    for (const plugin of globSync('plugins/*')) {
      const name = plugin.split('/')[1] ?? ''
      const parts = globSync(`${plugin}/ui/*/locales/en.json`)
      for (const file of [`${plugin}/locales/en.json`, `${plugin}/ui/locales/en.json`, ...parts]) {
        if (existsSync(file)) for (const key of messageKeys(read(file))) known.add(`${name}.${key}`)
      }
    }
    const missing = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?<![\w.])\$?t\(\s*'([a-z_]+(?:\.\w+)+)'/g)]
        .map((match) => match[1] ?? '')
        .filter((key) => !known.has(key))
        .map((key) => `${file}: ${key}`)
    )
    assert.deepEqual(missing, [])
  })

  test('a later part wins where both have a text, and nothing else is lost', ({ assert }) => {
    assert.deepEqual(mergeMessages({ a: { b: '1', c: '2' } }, { a: { b: '3' }, d: '4' }), {
      a: { b: '3', c: '2' },
      d: '4',
    })
  })
})
