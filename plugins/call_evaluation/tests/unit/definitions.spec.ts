import { test } from '@japa/runner'
import { LANGUAGES } from '#core/metadata/types'
import definitions from '#plugins/call_evaluation/server/definitions/index'

/** Every `{ en, fa, az }` of a definition with its path. */
function* texts(value: unknown, path: string): Generator<[string, Record<string, string>]> {
  if (typeof value !== 'object' || value === null) return
  if ('en' in value && typeof value.en === 'string') yield [path, value as Record<string, string>]
  else for (const [key, child] of Object.entries(value)) yield* texts(child, `${path}.${key}`)
}

test.group('Definitions of call evaluation', () => {
  test('every label is there in every language', ({ assert }) => {
    const found = [...texts(definitions, 'definitions')]
    assert.isAbove(found.length, 20)
    for (const [path, text] of found) {
      for (const language of LANGUAGES) assert.isNotEmpty(text[language], `${path}.${language}`)
    }
  })

  test('views and forms show fields that exist, choice fields lists that exist', ({ assert }) => {
    const fields = new Map(definitions.entities.map(({ name, fields: own }) => [name, own]))
    const lists = definitions.choiceLists.map(({ name }) => name)
    for (const { entity, columns, name } of definitions.views) {
      for (const { path } of columns) assert.property(fields.get(entity), path, name)
    }
    for (const { entity, elements, name } of definitions.forms) {
      for (const element of Object.values(elements)) {
        if (element.kind === 'field') assert.property(fields.get(entity), element.field, name)
      }
    }
    for (const [entity, own] of fields) {
      for (const [name, field] of Object.entries(own)) {
        if (field.type === 'choice') assert.include(lists, field.choices, `${entity}.${name}`)
      }
    }
  })
})
