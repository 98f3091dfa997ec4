import { test } from '@japa/runner'
import fc from 'fast-check'
import type { ChoiceListDefinition } from '#core/metadata/types'
import type { RecordRow } from '#core/records/types'
import type { ReadableField } from '#ui/api/types.js'
import {
  appendPage,
  columnFilter,
  findCard,
  fixedColumns,
  foundColumns,
  keyOf,
  moveCard,
  neighbour,
  settleCard,
  withFigures,
  type BoardColumn,
} from '#ui/views/board/board_state.js'

const label = { en: 'Status' }
const texts = {
  none: 'Without',
  yes: 'Yes',
  no: 'No',
  label: (text: { en: string } | undefined) => text?.en ?? '',
}
const status: ReadableField = { type: 'choice', choices: 'status', label }
const choices: ChoiceListDefinition = {
  name: 'status',
  label,
  options: {
    done: { label: { en: 'Done' }, order: 3, color: 'green' },
    new: { label: { en: 'New' }, order: 1 },
    old: { label: { en: 'Old' }, order: 2, removed: true },
  },
}
const options = { by: 'status', sum: 'amount' }
const card = (id: number, key: string, amount = 10): RecordRow => ({
  id,
  version: 1,
  status: key === '' ? null : key,
  amount,
})

/** Three columns with two cards each, counted and summed. */
function board(): BoardColumn[] {
  const empty = fixedColumns(status, choices, texts) ?? []
  const counted = withFigures(
    empty,
    'status',
    [
      { keys: { status: 'new' }, values: { n: 2, sum: 20 } },
      { keys: { status: 'done' }, values: { n: 2, sum: '20' } },
      { keys: { status: null }, values: { n: 2, sum: 20 } },
    ],
    true
  )
  return counted.reduce<BoardColumn[]>(
    (columns, { key }, at) =>
      appendPage(columns, key, [card(at * 2 + 1, key), card(at * 2 + 2, key)], null),
    counted
  )
}
const shape = (columns: readonly BoardColumn[]) =>
  columns.map(({ key, count, sum, cards }) => [key, count, sum, cards.map(({ id }) => id)])

test.group('the board as data', () => {
  test('columns stand in the order of the choices; removed ones are none, one is for no value', ({
    assert,
  }) => {
    const columns = fixedColumns(status, choices, texts) ?? []
    assert.deepEqual(
      columns.map(({ key, label: name, colour }) => [key, name, colour]),
      [
        ['new', 'New', null],
        ['done', 'Done', 'green'],
        ['', 'Without', null],
      ]
    )
    const required = fixedColumns({ ...status, required: true }, choices, texts) ?? []
    assert.notInclude(
      required.map(({ key }) => key),
      ''
    )
    const two = fixedColumns({ type: 'boolean', label, required: true }, null, texts) ?? []
    assert.deepEqual(
      two.map(({ value }) => value),
      [true, false]
    )
    assert.isNull(fixedColumns({ type: 'lookup', target: 'user', label }, null, texts))
  })

  test('a value in use that is offered no more has a column, so that no record is out of sight', ({
    assert,
  }) => {
    const rows = [{ keys: { status: 'old' }, values: { n: 4 } }]
    const columns = withFigures(fixedColumns(status, choices, texts) ?? [], 'status', rows, false)
    assert.deepInclude(columns.at(-1), { key: 'old', value: 'old', count: 4, sum: null })
    assert.equal(columns[0]?.count, 0)
  })

  test('columns of a look-up are the records pointed at, the fullest first', ({ assert }) => {
    const rows = [
      { keys: { owner: { id: 7, label: 'Sara' } }, values: { n: 1 } },
      { keys: { owner: { id: 9, label: null } }, values: { n: 5 } },
      { keys: { owner: null }, values: { n: 3 } },
    ]
    const columns = withFigures(foundColumns('owner', rows, 'Nobody'), 'owner', rows, false)
    assert.deepEqual(
      columns.map(({ key, label: name, count }) => [key, name, count]),
      [
        ['9', '#9', 5],
        ['7', 'Sara', 1],
        ['', 'Nobody', 3],
      ]
    )
  })

  test('a moved card stands at the top of its column; counts and sums follow', ({ assert }) => {
    const moved = moveCard(board(), 1, 'done', options)
    assert.deepEqual(shape(moved), [
      ['new', 1, 10, [2]],
      ['done', 3, 30, [1, 3, 4]],
      ['', 2, 20, [5, 6]],
    ])
    assert.equal(findCard(moved, 1)?.card.status, 'done')
    assert.isNull(findCard(moveCard(board(), 1, '', options), 1)?.card.status)
  })

  test('what is not there does not move', ({ assert }) => {
    const before = shape(board())
    assert.deepEqual(shape(moveCard(board(), 99, 'done', options)), before)
    assert.deepEqual(shape(moveCard(board(), 1, 'nowhere', options)), before)
    assert.deepEqual(shape(moveCard(board(), 1, 'new', options)), before)
  })

  test('a refused move leaves the figures as they were; a rule of the host may send a card elsewhere', ({
    assert,
  }) => {
    const moved = moveCard(board(), 1, 'done', options)
    const figures = (columns: BoardColumn[]) => columns.map(({ count, sum }) => [count, sum])
    assert.deepEqual(figures(settleCard(moved, card(1, 'new'), options)), figures(board()))
    const sent = settleCard(moved, { ...card(1, ''), version: 2 }, options)
    assert.deepEqual(findCard(sent, 1)?.column.key, '')
    assert.equal(findCard(sent, 1)?.card.version, 2)
  })

  test('whatever is moved, no card is lost or doubled, and counts are those of the cards', ({
    assert,
  }) => {
    const step = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom('new', 'done', '', 'x'))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const end = steps.reduce((now, [id, to]) => moveCard(now, id, to, options), board())
        const ids = end.flatMap(({ cards }) => cards.map(({ id }) => id)).sort()
        assert.deepEqual(ids, [1, 2, 3, 4, 5, 6])
        for (const { cards, count, sum, key } of end) {
          assert.equal(count, cards.length)
          assert.equal(sum, cards.length * 10)
          assert.isTrue(cards.every((one) => keyOf(one.status) === key))
        }
      })
    )
  })

  test('a page that holds a card moved meanwhile does not show it twice', ({ assert }) => {
    const next = appendPage(board(), 'done', [card(1, 'new'), card(9, 'done')], null)
    assert.deepEqual(shape(next)[1]?.[3], [3, 4, 9])
  })

  test('arrows lead to the neighbour, over columns without cards', ({ assert }) => {
    const columns = board().map((own) => (own.key === 'done' ? { ...own, cards: [] } : own))
    assert.equal(neighbour(columns, 1, 'down'), 2)
    assert.isNull(neighbour(columns, 1, 'up'))
    assert.equal(neighbour(columns, 2, 'after'), 6)
    assert.equal(neighbour(columns, 6, 'before'), 2)
    assert.isNull(neighbour(columns, 6, 'after'))
    assert.isNull(neighbour(columns, 77, 'after'))
  })

  test('a column asks for its records', ({ assert }) => {
    const [first, , none] = board()
    assert.deepEqual(columnFilter('status', first as BoardColumn), {
      path: 'status',
      op: 'eq',
      value: 'new',
    })
    assert.deepEqual(columnFilter('status', none as BoardColumn), {
      path: 'status',
      op: 'is_empty',
    })
  })
})
