import { test } from '@japa/runner'
import type { InputScoring } from '#core/forms/model'
import type { ChoiceListDefinition, FieldDefinition } from '#core/metadata/types'
import { markOptions } from '#ui/forms/marks/mark_options.js'

const label = { en: 'x' }
const list: ChoiceListDefinition = {
  name: 'l',
  label,
  options: { b: { label, order: 2 }, a: { label, order: 1 }, gone: { label, removed: true } },
}
const all = (definition: FieldDefinition, scoring: InputScoring = {}) =>
  markOptions(definition, scoring, list)?.map(({ value, digit, tone }) => [value, digit, tone]) ??
  null

test.group('Answers of a criterion as buttons', () => {
  test('{what}')
    .with<
      { what: string; definition: FieldDefinition; scoring?: InputScoring; options: unknown }[]
    >([
      {
        what: 'stars, with ten on the key of nought',
        definition: { type: 'rating', label, max: 3 },
        options: [
          [1, '1', 'low'],
          [2, '2', 'middle'],
          [3, '3', 'high'],
        ],
      },
      {
        what: 'yes and no',
        definition: { type: 'boolean', label },
        options: [
          [true, '1', 'high'],
          [false, '0', 'low'],
        ],
      },
      {
        what: 'yes and no where no is good',
        definition: { type: 'boolean', label },
        scoring: { marks: { true: 0, false: 1 } },
        options: [
          [true, '1', 'low'],
          [false, '0', 'high'],
        ],
      },
      {
        what: 'choices in their order, those without a mark without colour',
        definition: { type: 'choice', label, choices: 'l' },
        scoring: { marks: { a: 0.5 } },
        options: [
          ['a', '1', 'middle'],
          ['b', '2', 'none'],
        ],
      },
      {
        what: 'a short scale of numbers',
        definition: { type: 'integer', label, min: 0, max: 2 },
        options: [
          [0, '0', 'low'],
          [1, '1', 'middle'],
          [2, '2', 'high'],
        ],
      },
      { what: 'a long scale is typed', definition: { type: 'integer', label }, options: null },
      { what: 'a text has no marks', definition: { type: 'text', label }, options: null },
    ])
    .run(({ assert }, { definition, scoring, options }) =>
      assert.deepEqual(all(definition, scoring), options)
    )

  test('ten stars have a key each', ({ assert }) => {
    const digits = all({ type: 'rating', label, max: 10 })?.map(([, digit]) => digit)
    assert.deepEqual(digits, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'])
  })
})
