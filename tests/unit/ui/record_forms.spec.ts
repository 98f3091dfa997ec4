import { test } from '@japa/runner'
import { conflictsOf, sameValue, toFormValues } from '#ui/record/form_values.js'
import { groupHistory } from '#ui/api/group_history.js'
import { offeredOptions, parentValue } from '#ui/inputs/choice_options.js'
import type { ReadableEntity } from '#ui/api/types.js'
import type { ChoiceListDefinition } from '#core/metadata/types'

const label = { en: 'x' }
const entity: ReadableEntity = {
  name: 'case',
  label,
  labelPlural: label,
  titleField: 'title',
  access: { create: true, read: true, update: true, delete: true, export: true, import: true },
  fields: {
    title: { type: 'text', label },
    customer: { type: 'lookup', label, target: 'contact' },
    regarding: { type: 'regarding', label, targets: ['lead'] },
    calls: { type: 'one_to_many', label, target: 'call', inverse: 'case' },
    category: { type: 'choice', label, choices: 'category' },
  },
}

test.group('record as a form', () => {
  test('look-ups become ids, their names stand beside', ({ assert }) => {
    const form = toFormValues(entity, {
      id: 1,
      version: 2,
      title: 'Card',
      customer: { id: 7, label: 'Sara' },
      regarding: { id: 3, label: 'L', entity: 'lead' },
    })
    assert.deepEqual(form.values, {
      title: 'Card',
      customer: 7,
      regarding: { entity: 'lead', id: 3 },
      category: null,
    })
    assert.equal(form.references.customer?.label, 'Sara')
  })

  test('only fields that both sides changed differently are in conflict', ({ assert }) => {
    const base = { title: 'a', topic: 'b', city: null }
    const found = conflictsOf(
      base,
      { title: 'mine', city: 'Baku', topic: 'same' },
      { title: 'theirs', city: null, topic: 'same' }
    )
    assert.deepEqual(found, [{ field: 'title', yours: 'mine', theirs: 'theirs' }])
  })

  test('empty text and nothing are the same', ({ assert }) => {
    assert.isTrue(sameValue('', null))
    assert.isFalse(sameValue(0, null))
  })

  test('lines of the history are gathered by instant, person and action', ({ assert }) => {
    const by = { id: 1, label: 'Nika' }
    const line = {
      at: '2026-01-01T00:00:00.000Z',
      by,
      action: 'updated' as const,
      from: 'a',
      to: 'b',
    }
    const items = groupHistory([
      { ...line, field: 'title' },
      { ...line, field: 'city' },
      {
        ...line,
        at: '2025-01-01T00:00:00.000Z',
        action: 'created',
        field: null,
        from: null,
        to: null,
      },
    ])
    assert.deepEqual(
      items.map((item) => [item.action, item.changes.map((change) => change.field)]),
      [
        ['updated', ['title', 'city']],
        ['created', []],
      ]
    )
  })
})

test.group('choices', () => {
  const list: ChoiceListDefinition = {
    name: 'subcategory',
    label,
    parentList: 'category',
    options: {
      lost: { label, order: 2, parents: ['card'] },
      blocked: { label, order: 1, parents: ['card'] },
      rate: { label, parents: ['loan'] },
      old: { label, removed: true },
    },
  }

  test('dependent options follow the parent’s value, in order', ({ assert }) => {
    assert.deepEqual(
      offeredOptions(list, null, 'card').map(([value]) => value),
      ['blocked', 'lost']
    )
    assert.deepEqual(
      offeredOptions(list, null, null).map(([value]) => value),
      ['blocked', 'lost', 'rate']
    )
  })

  test('the present value stays even when it is removed or of another parent', ({ assert }) => {
    assert.deepEqual(
      offeredOptions(list, 'old', 'loan')
        .map(([value]) => value)
        .sort(),
      ['old', 'rate']
    )
  })

  test('the parent is the field with the parent list', ({ assert }) => {
    assert.equal(parentValue(list, entity.fields, { category: 'card' }), 'card')
    assert.isNull(parentValue(list, {}, { category: 'card' }))
  })
})
