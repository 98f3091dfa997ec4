import { test } from '@japa/runner'
import { LANGUAGES, SYSTEM_FIELDS } from '#core/metadata/types'
import definitions from '../../server/definitions/index.js'

const entities = new Map(definitions.entities?.map((entity) => [entity.name, entity]))
const lists = new Map(definitions.choiceLists?.map((list) => [list.name, list]))
const fieldsOf = (entity: string) =>
  new Set<string>([...Object.keys(entities.get(entity)?.fields ?? {}), ...SYSTEM_FIELDS])

/** Every `{ en, fa, az }` of a definition with its path. */
function* texts(value: unknown, path: string): Generator<[string, Record<string, string>]> {
  if (typeof value !== 'object' || value === null) return
  if ('en' in value && typeof value.en === 'string') yield [path, value as Record<string, string>]
  else for (const [key, child] of Object.entries(value)) yield* texts(child, `${path}.${key}`)
}

test.group('Definitions of the CRM', () => {
  test('every label is there in every language', ({ assert }) => {
    for (const [path, text] of texts(definitions, 'definitions')) {
      for (const language of LANGUAGES) assert.isNotEmpty(text[language], `${path}.${language}`)
    }
  })

  test('choice fields name lists that exist, look-ups entities that exist', ({ assert }) => {
    for (const entity of entities.values()) {
      for (const [name, field] of Object.entries(entity.fields)) {
        const where = `${entity.name}.${name}`
        if (field.type === 'choice') {
          assert.isTrue(lists.has(field.choices), where)
          if (typeof field.default === 'string') {
            assert.property(lists.get(field.choices)?.options, field.default, where)
          }
        }
        if (field.type === 'lookup') assert.isTrue(entities.has(field.target), where)
        if (field.type === 'regarding') {
          for (const target of field.targets) assert.isTrue(entities.has(target), where)
        }
        if (field.type === 'one_to_many') {
          assert.property(entities.get(field.target)?.fields, field.inverse, where)
        }
      }
    }
  })

  test('views, forms and timelines name fields that exist', ({ assert }) => {
    for (const view of definitions.views ?? []) {
      for (const { path } of [...view.columns, ...(view.sort ?? [])]) {
        assert.include([...fieldsOf(view.entity)], path, view.name)
      }
    }
    for (const form of definitions.forms ?? []) {
      for (const element of Object.values(form.elements)) {
        if (element.kind !== 'field') continue
        assert.property(entities.get(form.entity)?.fields, element.field, form.name)
      }
    }
    for (const entity of entities.values()) {
      for (const name of [entity.titleField, ...(entity.subtitleFields ?? [])]) {
        assert.property(entity.fields, name, entity.name)
      }
      for (const name of [entity.timeline?.at ?? 'id', ...(entity.timeline?.via ?? [])]) {
        assert.include([...fieldsOf(entity.name)], name, entity.name)
      }
    }
  })

  test('each entity has views, a main form and a quick form', ({ assert }) => {
    for (const name of entities.keys()) {
      assert.isNotEmpty(definitions.views?.filter((view) => view.entity === name))
      const kinds = definitions.forms?.filter((form) => form.entity === name).map((f) => f.kind)
      assert.sameMembers(kinds ?? [], ['main', 'quick_create'], name)
    }
  })

  test('definitions are plain data', ({ assert }) => {
    assert.deepEqual(JSON.parse(JSON.stringify(definitions)), definitions)
  })
})
