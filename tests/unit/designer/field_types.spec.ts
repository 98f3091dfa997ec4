import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { LANGUAGES, type EntityDefinition, type FieldTypeName } from '#core/metadata/types'
import {
  entityOfSetting,
  flagsFor,
  groupTypes,
  isComplete,
  typeIcon,
} from '#designer/entity/model/fields.js'

const types = new FieldTypes().all()
const words = (path: string, language: string) =>
  JSON.parse(readFileSync(`${path}/locales/${language}.json`, 'utf8')) as Record<
    string,
    Record<string, Record<string, { name: string; text: string }>>
  >

test.group('The kinds of fields in the entity designer', () => {
  test('every registered type stands in a group, with an icon of its own and words in each language', ({
    assert,
  }) => {
    const offered = groupTypes(types).flatMap((group) => group.types.map(({ name }) => name))
    assert.sameMembers(
      offered,
      types.map(({ name }) => name)
    )
    for (const { name } of types) {
      assert.notEqual(typeIcon(name), typeIcon('nobody_knows'), name)
      for (const language of LANGUAGES) {
        const said = words('designer/entity', language).entity_designer?.types?.[name]
        assert.isTrue(Boolean(said?.name) && Boolean(said?.text), `${name} in ${language}`)
      }
    }
  })

  test('every setting of a type and every option of it has words in each language', ({
    assert,
  }) => {
    for (const language of LANGUAGES) {
      const said = words('ui/pages/field_types', language).field_settings ?? {}
      for (const { name, settings } of types) {
        for (const { label, kind, options = [] } of settings) {
          const key = label.replace('field_settings.', '')
          const keys = [key, ...(kind === 'option' ? options.map((one) => `${key}_${one}`) : [])]
          for (const one of keys) assert.property(said, one, `${name} in ${language}`)
        }
      }
    }
  })

  test('a type that nobody knows here is offered last, among the others', ({ assert }) => {
    const last = groupTypes([{ name: 'x_plugin_type' }, ...types]).at(-1)
    assert.equal(last?.group, 'other')
    assert.equal(last?.types.at(-1)?.name, 'x_plugin_type')
  })

  test('a field is complete with what its type cannot do without', ({ assert }) => {
    const specs = (name: FieldTypeName) => new FieldTypes().get(name).settings
    assert.isTrue(isComplete(specs('text'), {}))
    assert.isFalse(isComplete(specs('formula'), { expression: '  ', result: 'text' }))
    assert.isTrue(isComplete(specs('formula'), { expression: 'x_a', result: 'text' }))
    assert.isFalse(isComplete(specs('regarding'), { targets: [] }))
    assert.isFalse(isComplete(specs('rollup'), { relation: 'x_rows' }))
  })

  test('what a roll-up adds up is a field of the records that its relation lists', ({ assert }) => {
    const label = { en: 'A' }
    const entity: EntityDefinition = {
      name: 'x_a',
      label,
      labelPlural: label,
      titleField: 'id',
      fields: { x_rows: { type: 'one_to_many', label, target: 'x_b', inverse: 'x_a' } },
    }
    const settings = new FieldTypes().get('rollup').settings
    const [relation, field] = ['relation', 'field'].map((name) =>
      settings.find((one) => one.name === name)
    )
    assert.isDefined(relation)
    assert.isDefined(field)
    if (!relation || !field) return
    assert.equal(entityOfSetting(relation, {}, entity), 'x_a')
    assert.isNull(entityOfSetting(field, {}, entity))
    assert.equal(entityOfSetting(field, { relation: 'x_rows' }, entity), 'x_b')
  })

  test('what nobody writes cannot be required, what has no column cannot be indexed', ({
    assert,
  }) => {
    assert.notInclude(flagsFor('formula'), 'required')
    assert.deepEqual(flagsFor('one_to_many'), [])
    assert.notInclude(flagsFor('json'), 'unique')
    assert.include(flagsFor('iban'), 'searchable')
    assert.notInclude(flagsFor('money'), 'searchable')
  })
})
