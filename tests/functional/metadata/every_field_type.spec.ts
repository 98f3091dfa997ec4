import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { FieldTypeOffer } from '#core/metadata/plan_types'
import type { FieldTypeName, Json } from '#core/metadata/types'
import { signInWith, unique } from '#tests/support/people'

const label = { en: 'Field', fa: 'فیلد', az: 'Sahə' }

/** What the types cannot do without, on an entity that links to itself. */
const needed = (entity: string): { [T in FieldTypeName]?: Record<string, Json> } => ({
  choice: { choices: 'core_theme' },
  multi_choice: { choices: 'core_theme' },
  lookup: { target: entity },
  one_to_many: { target: entity, inverse: 'x_lookup' },
  many_to_many: { target: entity },
  regarding: { targets: [entity] },
  autonumber: { format: 'A{seq:4}' },
  formula: { expression: 'x_integer + 1', result: 'number' },
  garden_colour: { shades: ['red', 'white'] },
  rollup: { relation: 'x_one_to_many', function: 'sum', field: 'x_integer' },
})

test.group('fields of every type', () => {
  test('every registered type is offered to the designer, and a field of each is planned, applied and read', async ({
    assert,
    client,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const state = (await client.get('/api/metadata/design').headers(headers)).body()
    const offers = state.types as FieldTypeOffer[]
    const registered = (await app.container.make(FieldTypes)).all()
    assert.sameMembers(
      offers.map(({ name }) => name),
      registered.map(({ name }) => name)
    )
    const entity = unique('x_all_types')
    const settings = needed(entity)
    for (const { name, settings: specs } of offers) {
      const given = settings[name] ?? {}
      for (const { name: setting, required } of specs) {
        if (required) assert.property(given, setting, name)
      }
    }
    const fields = Object.fromEntries(
      offers.map(({ name }) => [`x_${name}`, { type: name, label, ...settings[name] }])
    )
    const value = { label, labelPlural: label, titleField: 'x_text', fields }
    const operations = [{ op: 'set', kind: 'entity', name: entity, path: [], value }]
    const post = (path: string, json: object) => client.post(path).headers(headers).json(json)
    const plan = (await post('/api/metadata/plan', { operations })).body()
    assert.deepEqual(plan.issues, [])
    const { revision } = plan
    const applied = await post('/api/metadata/apply', { operations, revision })
    applied.assertStatus(200)
    const made = await post(`/api/records/${entity}`, {
      values: { x_text: 'One', x_integer: 41, x_percent: 12.5, x_rating: 4, x_time: '14:30' },
    })
    assert.equal(made.status(), 201, JSON.stringify(made.body()))
    const { id } = made.body().record ?? made.body()
    const read = await client.get(`/api/records/${entity}/${id}`).headers(headers)
    read.assertStatus(200)
    const { record } = read.body()
    assert.equal(Number(record.x_formula), 42)
    assert.equal(record.x_autonumber, 'A0001')
  })

  test('a setting that says what the values mean is refused once the field is there', async ({
    assert,
    client,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const entity = unique('x_permanent')
    const post = (path: string, json: object) => client.post(path).headers(headers).json(json)
    const fields = {
      x_title: { type: 'text', label },
      x_amount: { type: 'money', label, currency: 'IRR' },
    }
    const value = { label, labelPlural: label, titleField: 'x_title', fields }
    const making = [{ op: 'set', kind: 'entity', name: entity, path: [], value }]
    const { revision } = (await post('/api/metadata/plan', { operations: making })).body()
    ;(await post('/api/metadata/apply', { operations: making, revision })).assertStatus(200)
    const path = ['fields', 'x_amount', 'currency']
    const operations = [{ op: 'set', kind: 'entity', name: entity, path, value: 'USD' }]
    const plan = (await post('/api/metadata/plan', { operations })).body()
    assert.equal(plan.issues[0].code, 'E_SETTING_PERMANENT')
    assert.equal(plan.issues[0].path, 'fields.x_amount.currency')
    assert.include(plan.issues[0].message, 'currency')
  })
})
