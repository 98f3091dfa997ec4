import { test } from '@japa/runner'
import type { ChoiceListDefinition } from '#core/metadata/types'
import type { AggregateRow } from '#core/records/types'
import type { ReadableField } from '#ui/api/types.js'
import type { Reader } from '#ui/format/dates.js'
import { chartPoints, pointFilter, type ChartPart } from '#ui/views/chart/chart_data.js'
import {
  changeDraft,
  moveItem,
  redoDraft,
  startDraft,
  undoDraft,
} from '#ui/views/editor/draft_history.js'
import { bucketEnd, groupFilter, groupText, type GroupTexts } from '#ui/views/group_values.js'
import { readListState, writeListState } from '#ui/list/list_state.js'
import { byFormerValue, parts } from '#ui/list/bulk_parts.js'
import { firstValue } from '#ui/views/cell_values.js'

const fa: Reader = { language: 'fa', calendar: 'persian', timeZone: 'Asia/Tehran' }
const en: Reader = { language: 'en', calendar: 'gregory', timeZone: 'Asia/Tehran' }
const label = { en: 'F' }
const list: ChoiceListDefinition = {
  name: 'c',
  label,
  options: {
    low: { label: { en: 'Low' }, order: 1 },
    high: { label: { en: 'High' }, order: 2 },
  },
}
const texts = (reader: Reader): GroupTexts => ({
  reader,
  none: 'None',
  yes: 'Yes',
  no: 'No',
  number: String,
  label: (text) => text?.en ?? '',
  choices: () => list,
})
const choice: ReadableField = { type: 'choice', choices: 'c', label }
const instant: ReadableField = { type: 'datetime', label }
const byMonth: ChartPart = { group: { path: 'at', by: 'month' }, field: instant }
const byChoice: ChartPart = { group: { path: 'p' }, field: choice }

test.group('groups', () => {
  test('a bucket ends where the next one begins in the reader’s calendar', ({ assert }) => {
    assert.equal(bucketEnd('2026-11-22', 'month', fa), '2026-12-22')
    assert.equal(bucketEnd('2026-03-21', 'year', fa), '2027-03-21')
    assert.equal(bucketEnd('2026-02-01', 'month', en), '2026-03-01')
    assert.equal(bucketEnd('2026-11-28', 'week', fa), '2026-12-05')
    assert.equal(bucketEnd('2026-12-31', 'day', en), '2027-01-01')
  })

  test('a month is asked for between its first instants, a missing value as missing', ({
    assert,
  }) => {
    assert.deepEqual(groupFilter('2026-11-22', byMonth.group, instant, fa), {
      and: [
        { path: 'at', op: 'ge', value: '2026-11-21T20:30:00.000Z' },
        { path: 'at', op: 'lt', value: '2026-12-21T20:30:00.000Z' },
      ],
    })
    assert.deepEqual(groupFilter(null, byChoice.group, choice, en), { path: 'p', op: 'is_empty' })
    const owner: ReadableField = { type: 'lookup', target: 'user', label }
    assert.deepEqual(groupFilter({ id: 4, label: 'S' }, { path: 'o' }, owner, en), {
      path: 'o',
      op: 'eq',
      value: 4,
    })
    const flag: ReadableField = { type: 'boolean', label }
    assert.deepEqual(groupFilter(0, { path: 'b' }, flag, en), { path: 'b', op: 'eq', value: false })
  })

  test('values are written as they are read', ({ assert }) => {
    assert.equal(groupText('2026-11-22', byMonth.group, instant, texts(fa)), 'آذر ۱۴۰۵')
    assert.equal(groupText('high', byChoice.group, choice, texts(en)), 'High')
    assert.equal(groupText(null, byChoice.group, choice, texts(en)), 'None')
  })
})

test.group('charts', () => {
  const row = (at: string, p: string | null, n: number): AggregateRow => ({
    keys: { at, p },
    values: { n, f0: n },
  })
  const settings = {
    kind: 'stacked' as const,
    group: byMonth.group,
    series: byChoice.group,
    measure: { fn: 'count' as const },
  }

  test('months without a record are points too; series stand in the order of the choices', ({
    assert,
  }) => {
    const rows = [
      row('2026-10-01', 'high', 3),
      row('2026-12-01', 'low', 1),
      row('2026-10-01', null, 2),
    ]
    const points = chartPoints(settings, rows, byMonth, byChoice, 'Number', texts(en))
    assert.deepEqual(points.data.labels, ['Oct 2026', 'Nov 2026', 'Dec 2026'])
    assert.deepEqual(
      points.data.series.map((series) => [series.label, series.data]),
      [
        ['Low', [0, 0, 1]],
        ['High', [3, 0, 0]],
        ['None', [2, 0, 0]],
      ]
    )
    assert.deepEqual(pointFilter(points, 0, 2, byMonth, byChoice, texts(en)), {
      and: [
        {
          and: [
            { path: 'at', op: 'ge', value: '2026-09-30T20:30:00.000Z' },
            { path: 'at', op: 'lt', value: '2026-10-31T20:30:00.000Z' },
          ],
        },
        { path: 'p', op: 'is_empty' },
      ],
    })
  })

  test('a mean of nothing is nothing, not zero', ({ assert }) => {
    const measure = { fn: 'avg' as const, path: 'x' }
    const rows = [
      { keys: { p: 'low' }, values: { n: 1, f0: '2.5' } },
      { keys: { p: 'high' }, values: { n: 1, f0: null } },
    ]
    const one = { kind: 'bar' as const, group: byChoice.group, measure }
    const points = chartPoints(one, rows, byChoice, null, 'Mean', texts(en))
    assert.deepEqual(points.data.series[0]?.data, [2.5, null])
  })
})

test.group('a view in the making', () => {
  const first = { columns: [{ path: 'a' }], filter: null, sort: [] }

  test('every step is taken back and done again; a new one forgets what was taken back', ({
    assert,
  }) => {
    const one = changeDraft(startDraft(first), { sort: [{ path: 'a' }] })
    const two = changeDraft(one, { presentation: 'board' })
    assert.deepEqual(undoDraft(undoDraft(two)).present, first)
    assert.deepEqual(redoDraft(redoDraft(undoDraft(undoDraft(two)))).present, two.present)
    const other = changeDraft(undoDraft(two), { presentation: 'chart' })
    assert.deepEqual(redoDraft(other), other)
    assert.equal(undoDraft(startDraft(first)).present, first)
  })

  test('steps of one movement are one, and a step that changes nothing is none', ({ assert }) => {
    const width = (value: number) => ({ columns: [{ path: 'a', width: value }] })
    const dragged = [100, 110, 120].reduce(
      (now, value) => changeDraft(now, width(value), 'width a'),
      startDraft(first)
    )
    assert.lengthOf(dragged.past, 1)
    assert.equal(changeDraft(dragged, width(120)), dragged)
    assert.deepEqual(undoDraft(dragged).present, first)
  })

  test('an item is moved within its list', ({ assert }) => {
    assert.deepEqual(moveItem(['a', 'b', 'c'], 0, 2), ['b', 'c', 'a'])
    assert.deepEqual(moveItem(['a', 'b'], 5, 0), ['a', 'b'])
  })
})

test.group('the address of a presented list', () => {
  test('holds presentation, groups, day, mode and folded columns', ({ assert }) => {
    const query = {
      as: 'calendar',
      group: 'status,opened_at:month',
      on: '2026-11-28',
      mode: 'week',
      folded: 'new,-',
      table: '1',
      edit: '1',
    }
    const state = readListState(query)
    assert.deepEqual(state.group, [{ path: 'status' }, { path: 'opened_at', by: 'month' }])
    assert.deepEqual(state.folded, ['new', ''])
    assert.deepEqual(writeListState(state), query)
  })

  test('what cannot be read counts as not given', ({ assert }) => {
    const state = readListState({ as: 'map', on: 'tomorrow', mode: 'decade', group: 'none' })
    assert.isNull(state.as)
    assert.isNull(state.on)
    assert.isNull(state.mode)
    assert.deepEqual(state.group, [])
  })
})

test.group('many records at once', () => {
  test('go in parts, and go back together where they were alike', ({ assert }) => {
    assert.deepEqual(parts([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]])
    assert.deepEqual(
      byFormerValue([
        { id: 1, values: { status: 'new' } },
        { id: 2, values: { status: 'open' } },
        { id: 3, values: { status: 'new' } },
      ]),
      [
        { ids: [1, 3], values: { status: 'new' } },
        { ids: [2], values: { status: 'open' } },
      ]
    )
  })

  test('typing into a cell begins with the letter where that can be a value', ({ assert }) => {
    assert.equal(firstValue('text', 'x', 'old'), 'x')
    assert.equal(firstValue('integer', '۵', 12), 5)
    assert.equal(firstValue('integer', 'x', 12), 12)
    assert.equal(firstValue('choice', 'x', 'new'), 'new')
    assert.equal(firstValue('text', undefined, 'old'), 'old')
  })
})
