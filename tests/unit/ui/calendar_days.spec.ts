import { test } from '@japa/runner'
import fc from 'fast-check'
import type { RecordRow } from '#core/records/types'
import type { Reader } from '#ui/format/dates.js'
import {
  addDays,
  daysBetween,
  daysShown,
  entriesOf,
  entriesOn,
  movedDates,
  rangeFilter,
  titleOf,
  turnPage,
  weekStartOf,
} from '#ui/views/calendar/calendar_days.js'

const fa: Reader = { language: 'fa', calendar: 'persian', timeZone: 'Asia/Tehran' }
const en: Reader = { language: 'en', calendar: 'gregory', timeZone: 'Europe/Berlin' }
const az: Reader = { language: 'az', calendar: 'gregory', timeZone: 'Asia/Baku' }
const row = (id: number, values: Record<string, string | null>): RecordRow => ({
  id,
  version: 1,
  ...values,
})

test.group('days of a calendar', () => {
  test('{title}: from {first} to {last}, {length} days of the month')
    .with<
      { title: string; day: string; reader: Reader; first: string; last: string; length: number }[]
    >([
      {
        title: 'Azar 1405',
        day: '2026-11-28',
        reader: fa,
        first: '2026-11-21',
        last: '2026-12-25',
        length: 30,
      },
      {
        title: 'Farvardin 1405, 31 days',
        day: '2026-04-20',
        reader: fa,
        first: '2026-03-21',
        last: '2026-04-24',
        length: 31,
      },
      {
        title: 'Esfand of the leap year 1403',
        day: '2025-03-20',
        reader: fa,
        first: '2025-02-15',
        last: '2025-03-21',
        length: 30,
      },
      {
        title: 'Esfand of the common year 1404',
        day: '2026-03-20',
        reader: fa,
        first: '2026-02-14',
        last: '2026-03-20',
        length: 29,
      },
      {
        title: 'February of a leap year',
        day: '2028-02-29',
        reader: en,
        first: '2028-01-31',
        last: '2028-03-05',
        length: 29,
      },
      {
        title: 'a February of four whole weeks',
        day: '2027-02-10',
        reader: en,
        first: '2027-02-01',
        last: '2027-02-28',
        length: 28,
      },
      {
        title: 'December',
        day: '2026-12-31',
        reader: az,
        first: '2026-11-30',
        last: '2027-01-03',
        length: 31,
      },
    ])
    .run(({ assert }, { day, reader, first, last, length }) => {
      const days = daysShown(day, 'month', reader)
      assert.equal(days[0]?.day, first)
      assert.equal(days.at(-1)?.day, last)
      assert.lengthOf(
        days.filter(({ inMonth }) => inMonth),
        length
      )
    })

  test('weeks begin on Saturday where Persian is read, on Monday elsewhere', ({ assert }) => {
    assert.equal(weekStartOf('2026-11-27', fa), '2026-11-21')
    assert.equal(weekStartOf('2026-11-28', fa), '2026-11-28')
    assert.equal(weekStartOf('2026-11-29', en), '2026-11-23')
    assert.equal(weekStartOf('2026-11-30', az), '2026-11-30')
    assert.deepEqual(
      daysShown('2026-11-28', 'week', fa).map(({ weekday }) => weekday),
      [6, 0, 1, 2, 3, 4, 5]
    )
  })

  test('titles speak the reader’s calendar', ({ assert }) => {
    assert.equal(titleOf('2026-11-28', 'month', fa), 'آذر ۱۴۰۵')
    assert.equal(titleOf('2026-11-28', 'month', en), 'Nov 2026')
    assert.equal(titleOf('2026-12-30', 'week', en), '28 Dec 2026 – 3 Jan 2027')
    assert.equal(titleOf('2026-11-25', 'week', en), '23 – 29 Nov 2026')
    assert.equal(titleOf('2026-11-28', 'day', fa), 'شنبه ۷ آذر ۱۴۰۵')
  })

  test('a page further is the next month, also from the end of a longer one', ({ assert }) => {
    assert.equal(turnPage('2026-01-31', 'month', 1, en), '2026-02-28')
    assert.equal(turnPage('2026-09-22', 'month', 1, fa), '2026-10-22')
    assert.equal(turnPage('2026-03-01', 'week', -1, en), '2026-02-22')
    assert.equal(turnPage('2026-12-31', 'day', 1, en), '2027-01-01')
  })

  test('every month is whole weeks that hold all of it, and turning its page leads to the next month', ({
    assert,
  }) => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((at) => addDays('1995-01-01', at))
    fc.assert(
      fc.property(day, fc.constantFrom(fa, en, az), (at, reader) => {
        const days = daysShown(at, 'month', reader)
        assert.equal(days.length % 7, 0)
        assert.isTrue(days.some((one) => one.day === at && one.inMonth))
        const own = days.filter(({ inMonth }) => inMonth).map((one) => one.day)
        assert.isFalse(own.includes(turnPage(at, 'month', 1, reader)))
        const following = addDays(own.at(-1) ?? at, 1)
        const next = daysShown(turnPage(at, 'month', 1, reader), 'month', reader)
        assert.equal(next.find(({ inMonth }) => inMonth)?.day, following)
      }),
      { numRuns: 300 }
    )
  })
})

test.group('records of a calendar', () => {
  test('only what touches the days shown is asked for, in the reader’s zone', ({ assert }) => {
    const days = { start: 'due', instants: false }
    assert.deepEqual(rangeFilter('2026-11-21', '2026-11-27', days, 'Asia/Tehran'), {
      and: [
        { path: 'due', op: 'ge', value: '2026-11-21' },
        { path: 'due', op: 'le', value: '2026-11-27' },
      ],
    })
    const instants = { start: 'due_at', instants: true }
    assert.deepEqual(rangeFilter('2026-11-21', '2026-11-27', instants, 'Asia/Tehran'), {
      and: [
        { path: 'due_at', op: 'ge', value: '2026-11-20T20:30:00.000Z' },
        { path: 'due_at', op: 'lt', value: '2026-11-27T20:30:00.000Z' },
      ],
    })
    const long = rangeFilter('2026-11-21', '2026-11-27', { ...days, end: 'done' }, 'UTC')
    assert.deepEqual(long, {
      and: [
        { path: 'due', op: 'le', value: '2026-11-27' },
        {
          or: [
            { path: 'done', op: 'ge', value: '2026-11-21' },
            {
              and: [
                { path: 'done', op: 'is_empty' },
                { path: 'due', op: 'ge', value: '2026-11-21' },
              ],
            },
          ],
        },
      ],
    })
  })

  test('a record lies on the day of the reader’s zone, a long one on each of its days', ({
    assert,
  }) => {
    const late = row(1, { at: '2026-11-21T21:00:00.000Z' })
    const paths = { start: 'at', instants: true }
    assert.equal(entriesOf([late], paths, 'Asia/Tehran')[0]?.first, '2026-11-22')
    assert.equal(entriesOf([late], paths, 'Europe/Berlin')[0]?.first, '2026-11-21')
    const long = row(2, { from: '2026-11-20', to: '2026-11-22' })
    const entries = entriesOf(
      [long, row(3, { from: null, to: null })],
      { start: 'from', end: 'to', instants: false },
      'UTC'
    )
    const days = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']
    assert.deepEqual(
      days.map((day) => entriesOn(entries, day).length),
      [0, 1, 1, 1, 0]
    )
  })

  test('an end before the start does not make a record vanish', ({ assert }) => {
    const turned = row(1, { from: '2026-11-20', to: '2026-11-10' })
    const paths = { start: 'from', end: 'to', instants: false }
    assert.lengthOf(entriesOn(entriesOf([turned], paths, 'UTC'), '2026-11-20'), 1)
  })

  test('a moved record keeps its time of day over a change of the clocks, and its length', ({
    assert,
  }) => {
    const paths = { start: 'a', end: 'b', instants: true }
    const before = row(1, { a: '2026-10-24T07:15:30.250Z', b: '2026-10-24T09:00:00.000Z' })
    assert.deepEqual(movedDates(before, 1, paths, 'Europe/Berlin'), {
      a: '2026-10-25T08:15:30.250Z',
      b: '2026-10-25T10:00:00.000Z',
    })
    const days = row(1, { a: '2026-12-31', b: null })
    assert.deepEqual(movedDates(days, 1, { ...paths, instants: false }, 'UTC'), {
      a: '2027-01-01',
    })
  })

  test('moving there and back changes nothing', ({ assert }) => {
    const at = fc
      .integer({ min: 0, max: 60_000 })
      .map((n) => Date.parse('2026-01-01') + n * 600_000)
    fc.assert(
      fc.property(at, fc.integer({ min: -40, max: 40 }), (instant, by) => {
        const own = { a: new Date(instant).toISOString() }
        const paths = { start: 'a', instants: true }
        const moved = movedDates(row(1, own), by, paths, 'Asia/Tehran')
        assert.deepEqual(movedDates(row(1, moved), -by, paths, 'Asia/Tehran'), own)
      })
    )
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
  })
})
