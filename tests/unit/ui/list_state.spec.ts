import { test } from '@japa/runner'
import type { Filter } from '#core/records/types'
import { EMPTY_LIST_STATE, nextSort, readListState, writeListState } from '#ui/list/list_state.js'
import { moveKey, visibleRange } from '#ui/list/grid_types.js'

const filter: Filter = {
  and: [
    { path: 'status', op: 'in', value: ['new', 'open'] },
    { path: 'customer.city', op: 'contains', value: 'تبریز' },
  ],
}

test.group('list state in the address', () => {
  test('a list as its view shows it needs nothing in the address', ({ assert }) => {
    assert.deepEqual(writeListState(EMPTY_LIST_STATE), {})
    assert.deepEqual(readListState({}), EMPTY_LIST_STATE)
  })

  test('view, search, filter, sort, columns and deleted records survive the way through the address', ({
    assert,
  }) => {
    const state = {
      ...EMPTY_LIST_STATE,
      view: 'case_open',
      search: 'کارت',
      filter,
      sort: [
        { path: 'opened_at', direction: 'desc' as const },
        { path: 'title', direction: 'asc' as const },
      ],
      columns: ['title', 'customer.city'],
      deleted: true,
    }
    const query = writeListState(state)
    assert.equal(query.sort, '-opened_at,title')
    assert.deepEqual(readListState(query as Record<string, string>), state)
  })

  test('no filter at all differs from the filter of the view', ({ assert }) => {
    assert.isNull(readListState({ f: 'none' }).filter)
    assert.isUndefined(readListState({}).filter)
  })

  test('a filter that cannot be read counts as not given', ({ assert }) => {
    assert.isUndefined(readListState({ f: '{"and":[' }).filter)
    assert.isUndefined(readListState({ f: '3' }).filter)
  })
})

test.group('sorting by a column’s head', () => {
  test('goes from ascending over descending back to the view', ({ assert }) => {
    const first = nextSort([], 'title', false)
    assert.deepEqual(first, [{ path: 'title', direction: 'asc' }])
    const second = nextSort(first ?? [], 'title', false)
    assert.deepEqual(second, [{ path: 'title', direction: 'desc' }])
    assert.isNull(nextSort(second ?? [], 'title', false))
  })

  test('with Shift a column joins the others', ({ assert }) => {
    const sort = nextSort([{ path: 'status', direction: 'asc' }], 'title', true)
    assert.deepEqual(sort, [
      { path: 'status', direction: 'asc' },
      { path: 'title', direction: 'asc' },
    ])
    assert.deepEqual(nextSort(sort ?? [], 'status', false), [{ path: 'status', direction: 'desc' }])
  })
})

test.group('data grid', () => {
  test('draws the rows in sight with a margin', ({ assert }) => {
    assert.deepEqual(visibleRange(0, 380, 1_000), { start: 0, end: 18 })
    assert.deepEqual(visibleRange(3_800, 380, 1_000), { start: 92, end: 118 })
    assert.deepEqual(visibleRange(99_999, 380, 20), { start: 20, end: 20 })
    assert.deepEqual(visibleRange(0, 380, 0), { start: 0, end: 0 })
  })

  test('moves a column before or behind another', ({ assert }) => {
    assert.deepEqual(moveKey(['a', 'b', 'c'], 'a', 'c', true), ['b', 'c', 'a'])
    assert.deepEqual(moveKey(['a', 'b', 'c'], 'c', 'a', false), ['c', 'a', 'b'])
    assert.deepEqual(moveKey(['a', 'b'], 'a', 'x', true), ['a', 'b'])
  })
})
