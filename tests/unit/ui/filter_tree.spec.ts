import { test } from '@japa/runner'
import type { Filter } from '#core/records/types'
import { addPart, changePart, fromTree, toTree } from '#ui/list/filter_tree.js'
import { adaptValue, periodKey } from '#ui/list/operators.js'

const nested: Filter = {
  and: [
    { path: 'status', op: 'in', value: ['open'] },
    {
      or: [
        { path: 'amount', op: 'ge', value: 5 },
        {
          not: {
            or: [
              { path: 'city', op: 'is_empty' },
              { path: 'city', op: 'eq', value: 'x' },
            ],
          },
        },
      ],
    },
  ],
}

test.group('filter builder', () => {
  test('a nested filter survives the way through the tree', ({ assert }) => {
    assert.deepEqual(fromTree(toTree(nested)), nested)
  })

  test('no filter is an empty group, and an empty group is no filter', ({ assert }) => {
    assert.deepEqual(toTree(null).items, [])
    assert.isNull(fromTree(toTree(null)))
  })

  test('a single condition stands in a group of one and comes out alone', ({ assert }) => {
    const only: Filter = { path: 'title', op: 'contains', value: 'a' }
    assert.equal(toTree(only).items.length, 1)
    assert.deepEqual(fromTree(toTree(only)), only)
  })

  test('incomplete conditions are left out', ({ assert }) => {
    const tree = addPart(
      toTree({ path: 'a', op: 'eq', value: 1 }),
      toTree({ path: 'a', op: 'eq', value: 1 }).id,
      (id) => ({
        kind: 'condition',
        id,
        path: 'b',
        op: 'between',
        value: [3, null],
      })
    )
    assert.equal(tree.items.length, 2)
    assert.deepEqual(fromTree(tree), { path: 'a', op: 'eq', value: 1 })
  })

  test('parts the builder does not edit are kept as they are', ({ assert }) => {
    const related: Filter = { path: 'cases', some: { path: 'status', op: 'eq', value: 'open' } }
    assert.deepEqual(fromTree(toTree({ and: [related, { path: 'a', op: 'eq', value: 1 }] })), {
      and: [related, { path: 'a', op: 'eq', value: 1 }],
    })
  })

  test('a part deep inside can be changed and removed', ({ assert }) => {
    const tree = toTree(nested)
    const group = tree.items[1]
    const inner = group?.kind === 'group' ? group.items[0] : undefined
    const changed = changePart(tree, inner?.id ?? 0, () => null)
    assert.deepEqual(fromTree(changed), {
      and: [
        { path: 'status', op: 'in', value: ['open'] },
        {
          not: {
            or: [
              { path: 'city', op: 'is_empty' },
              { path: 'city', op: 'eq', value: 'x' },
            ],
          },
        },
      ],
    })
    assert.deepEqual(fromTree(tree), nested)
  })
})

test.group('operators', () => {
  test('a value is kept where it fits the new operator', ({ assert }) => {
    assert.deepEqual(adaptValue('open', 'eq', 'in'), ['open'])
    assert.equal(adaptValue(['open', 'new'], 'in', 'eq'), 'open')
    assert.deepEqual(adaptValue(5, 'ge', 'between'), [5, null])
    assert.isUndefined(adaptValue('today', 'within', 'is_empty'))
  })

  test('known periods are recognised', ({ assert }) => {
    assert.equal(periodKey({ last: 30, unit: 'day' }), 'last_30_days')
    assert.equal(periodKey('this_month'), 'this_month')
    assert.isNull(periodKey({ last: 31, unit: 'day' }))
  })
})
