import { test } from '@japa/runner'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { DEFINITION_KINDS, type DefinitionMaps } from '#core/metadata/layers/types'
import { validate } from '#core/metadata/validation/validate'

const label = { en: 'x' }
const text: FieldDefinition = { type: 'text', label }

function entity(name: string, fields: Record<string, FieldDefinition>): EntityDefinition {
  return { name, label, labelPlural: label, titleField: 'name', fields: { name: text, ...fields } }
}

function issuesOf(
  formulas: Record<string, FieldDefinition>,
  child: Record<string, FieldDefinition> = {}
) {
  const entities = [
    entity('parent', {
      children: { type: 'one_to_many', label, target: 'child', inverse: 'parent' },
      amount: { type: 'integer', label },
      secret: { type: 'integer', label, sensitive: true },
      ...formulas,
    }),
    entity('child', {
      parent: { type: 'lookup', label, target: 'parent' },
      amount: { type: 'integer', label },
      day: { type: 'date', label },
      ...child,
    }),
  ]
  const definitions = {
    ...Object.fromEntries(DEFINITION_KINDS.map((kind) => [kind, new Map()])),
    entity: new Map(entities.map((one) => [one.name, one])),
  } as unknown as DefinitionMaps
  return validate({ definitions, types: new FieldTypes(), permissions: null })
}

const formula = (expression: string): FieldDefinition => ({
  type: 'formula',
  label,
  result: 'number',
  expression,
})
const rollup = (more: object): FieldDefinition =>
  ({
    type: 'rollup',
    label,
    relation: 'children',
    function: 'sum',
    field: 'amount',
    ...more,
  }) as FieldDefinition

test.group('Rules for computed fields', () => {
  test('{what}: {code}')
    .with<{ what: string; fields: Record<string, FieldDefinition>; code: string | null }[]>([
      {
        what: 'fine',
        fields: { a: formula('amount * 2'), b: formula('a + 1'), c: rollup({}) },
        code: null,
      },
      { what: 'no FEEL', fields: { a: formula('amount +') }, code: 'E_FEEL_SYNTAX' },
      { what: 'unknown name', fields: { a: formula('nothing + 1') }, code: 'E_UNKNOWN_FIELD' },
      { what: 'over a list', fields: { a: formula('count(children)') }, code: 'E_FORMULA_FIELD' },
      {
        what: 'of a masked value',
        fields: { a: formula('secret + 1') },
        code: 'E_COMPUTED_SENSITIVE',
      },
      {
        what: 'masked, of a masked value',
        fields: { a: { ...formula('secret + 1'), sensitive: true } },
        code: null,
      },
      { what: 'itself', fields: { a: formula('a + 1') }, code: 'E_COMPUTED_CYCLE' },
      {
        what: 'two in a ring',
        fields: { a: formula('b'), b: formula('a') },
        code: 'E_COMPUTED_CYCLE',
      },
      {
        what: 'required',
        fields: { a: { ...formula('amount'), required: true } },
        code: 'E_COMPUTED_FLAGS',
      },
      {
        what: 'no relation',
        fields: { a: rollup({ relation: 'amount' }) },
        code: 'E_ROLLUP_RELATION',
      },
      { what: 'sum of texts', fields: { a: rollup({ field: 'name' }) }, code: 'E_ROLLUP_FIELD' },
      {
        what: 'latest day',
        fields: { a: rollup({ function: 'max', field: 'day', result: 'date' }) },
        code: null,
      },
      {
        what: 'a filter over a look-up',
        fields: { a: rollup({ filter: { path: 'parent.name', op: 'eq', value: 'x' } }) },
        code: 'E_ROLLUP_FILTER',
      },
      {
        what: 'a filter',
        fields: { a: rollup({ filter: { path: 'amount', op: 'gt', value: 1 } }) },
        code: null,
      },
    ])
    .run(({ assert }, { fields, code }) => {
      assert.deepEqual(
        [...new Set(issuesOf(fields).map((issue) => issue.code))],
        code === null ? [] : [code]
      )
    })

  test('a ring over two entities is named with its way', ({ assert }) => {
    const issues = issuesOf(
      { total: rollup({ field: 'share' }) },
      { share: formula('parent.total / 2') }
    )
    const [first] = issues
    assert.equal(first?.code, 'E_COMPUTED_CYCLE')
    assert.equal(first?.params?.cycle, 'parent.total → child.share → parent.total')
  })

  test('a fault of an expression has its place', ({ assert }) => {
    const [issue] = issuesOf({ a: formula('amount + nothing(1)') })
    assert.deepInclude(issue, { code: 'E_FEEL_FUNCTION', path: 'fields.a.expression' })
    assert.deepEqual(issue?.params, { from: 9, to: 16 })
  })
})
