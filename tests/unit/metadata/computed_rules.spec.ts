import { test } from '@japa/runner'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { DefinitionMaps } from '#core/metadata/layers/types'
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
    entity: new Map(entities.map((one) => [one.name, one])),
    choice_list: new Map(),
    view: new Map(),
    form: new Map(),
    role: new Map(),
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
  test('{0}: {2}')
    .with<[string, Record<string, FieldDefinition>, string | null]>([
      ['fine', { a: formula('amount * 2'), b: formula('a + 1'), c: rollup({}) }, null],
      ['no FEEL', { a: formula('amount +') }, 'E_FEEL_SYNTAX'],
      ['unknown name', { a: formula('nothing + 1') }, 'E_UNKNOWN_FIELD'],
      ['over a list', { a: formula('count(children)') }, 'E_FORMULA_FIELD'],
      ['itself', { a: formula('a + 1') }, 'E_COMPUTED_CYCLE'],
      ['two in a ring', { a: formula('b'), b: formula('a') }, 'E_COMPUTED_CYCLE'],
      ['required', { a: { ...formula('amount'), required: true } }, 'E_COMPUTED_FLAGS'],
      ['no relation', { a: rollup({ relation: 'amount' }) }, 'E_ROLLUP_RELATION'],
      ['sum of texts', { a: rollup({ field: 'name' }) }, 'E_ROLLUP_FIELD'],
      ['latest day', { a: rollup({ function: 'max', field: 'day', result: 'date' }) }, null],
      [
        'filter far away',
        { a: rollup({ filter: { path: 'parent.name', op: 'eq', value: 'x' } }) },
        'E_ROLLUP_FILTER',
      ],
      ['filter', { a: rollup({ filter: { path: 'amount', op: 'gt', value: 1 } }) }, null],
    ])
    .run(({ assert }, [, fields, code]) => {
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
