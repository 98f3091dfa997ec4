import { test } from '@japa/runner'
import type { BusinessCalendar } from '#core/calendar/types'
import type { Reader } from '#core/records/query/periods'
import {
  dueSlots,
  earlierPeriod,
  nextSlots,
  periodOf,
  slotsBetween,
  type Period,
  type Schedule,
} from '#plugins/qa_sampling/server/kernel/schedule'

const READER: Reader = { timeZone: 'Asia/Tehran', calendar: 'persian' }
const open = [{ from: 480, to: 960 }]
/** Closed on Fridays and on the 1st and 2nd of Farvardin. */
const IRAN: BusinessCalendar = {
  timeZone: 'Asia/Tehran',
  week: [open, open, open, open, open, [], open],
  holidays: [
    { kind: 'persian', name: 'Nowruz', month: 1, day: 1 },
    { kind: 'persian', name: 'Nowruz', month: 1, day: 2 },
  ],
}
const DAILY: Schedule = { every: 'day', minute: 7 * 60, workingDays: true }
const iso = (list: readonly Date[]) => list.map((at) => at.toISOString())
const slots = (schedule: Schedule, from: string, to: string, reader = READER, calendar = IRAN) =>
  iso(slotsBetween(schedule, calendar, reader, new Date(from), new Date(to)))

test.group('Schedules of rules', () => {
  test('daily at seven in Tehran, not on Friday', ({ assert }) => {
    // 2026-11-26 is a Thursday.
    assert.deepEqual(slots(DAILY, '2026-11-26T00:00:00Z', '2026-11-29T00:00:00Z'), [
      '2026-11-26T03:30:00.000Z',
      '2026-11-28T03:30:00.000Z',
    ])
  })

  test('a bound belongs to the earlier side: no run twice, none lost', ({ assert }) => {
    const at = '2026-11-26T03:30:00.000Z'
    assert.deepEqual(slots(DAILY, '2026-11-25T12:00:00Z', at), [at])
    assert.deepEqual(slots(DAILY, at, '2026-11-26T12:00:00Z'), [])
  })

  test('weekly on a closed day moves to the next open one', ({ assert }) => {
    const friday: Schedule = { every: 'week', weekday: 5, minute: 420, workingDays: true }
    assert.deepEqual(slots(friday, '2026-11-26T12:00:00Z', '2026-12-04T12:00:00Z'), [
      '2026-11-28T03:30:00.000Z',
    ])
    assert.deepEqual(
      slots({ ...friday, workingDays: false }, '2026-11-26T12:00:00Z', '2026-12-04T12:00:00Z'),
      ['2026-11-27T03:30:00.000Z', '2026-12-04T03:30:00.000Z']
    )
  })

  test('the last of a Persian month is the 29th, 30th or 31st, in leap years too', ({ assert }) => {
    const last: Schedule = { every: 'month', monthDay: 31, minute: 0, workingDays: false }
    const of = (from: string, to: string) => slots(last, from, to)
    // 1404: Bahman 30 = 2026-02-19; Esfand 29 (no leap year) = 2026-03-20; Farvardin 31 = 2026-04-20.
    assert.deepEqual(of('2026-02-01T00:00:00Z', '2026-05-01T00:00:00Z'), [
      '2026-02-18T20:30:00.000Z',
      '2026-03-19T20:30:00.000Z',
      '2026-04-19T20:30:00.000Z',
    ])
    // 1403 was a leap year: Esfand 30 = 2025-03-20.
    assert.deepEqual(of('2025-03-01T00:00:00Z', '2025-03-31T00:00:00Z'), [
      '2025-03-19T20:30:00.000Z',
    ])
  })

  test('the first of Farvardin is a holiday: the run comes on the third', ({ assert }) => {
    const first: Schedule = { every: 'month', monthDay: 1, minute: 420, workingDays: true }
    // 2026-03-21 and 22 are Nowruz, a Saturday and a Sunday.
    assert.deepEqual(slots(first, '2026-03-15T00:00:00Z', '2026-04-01T00:00:00Z'), [
      '2026-03-23T03:30:00.000Z',
    ])
  })

  test('a time that the clocks skip is the moment of the change', ({ assert }) => {
    const berlin: Reader = { timeZone: 'Europe/Berlin', calendar: 'gregory' }
    const night: Schedule = { every: 'day', minute: 150, workingDays: false }
    assert.deepEqual(slots(night, '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', berlin), [
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  test('after downtime {catchUp} gives {count}')
    .with([
      { catchUp: 'each' as const, count: 3 },
      { catchUp: 'latest' as const, count: 1 },
      { catchUp: 'skip' as const, count: 0 },
    ])
    .run(({ assert }, { catchUp, count }) => {
      const now = new Date('2026-11-25T09:00:00Z')
      const missed = slotsBetween(DAILY, IRAN, READER, new Date('2026-11-22T12:00:00Z'), now)
      assert.lengthOf(missed, 3)
      assert.lengthOf(dueSlots(missed, now, catchUp), count)
      assert.lengthOf(dueSlots(missed, new Date('2026-11-25T03:31:00Z'), catchUp), count || 1)
    })

  test('{period} at {slot} is {from} to {to}')
    .with([
      // Saturday: Thursday's calls too, for nothing ran on Friday.
      {
        period: 'previous_day' as Period,
        slot: '2026-11-28T03:30:00Z',
        from: '2026-11-25T20:30:00.000Z',
        to: '2026-11-27T20:30:00.000Z',
      },
      {
        period: 'previous_day' as Period,
        slot: '2026-11-24T03:30:00Z',
        from: '2026-11-22T20:30:00.000Z',
        to: '2026-11-23T20:30:00.000Z',
      },
      // Weeks begin on Saturday.
      {
        period: 'last_week' as Period,
        slot: '2026-11-28T03:30:00Z',
        from: '2026-11-20T20:30:00.000Z',
        to: '2026-11-27T20:30:00.000Z',
      },
      // Aban 1405 has thirty days: 2026-10-23 to 2026-11-21.
      {
        period: 'last_month' as Period,
        slot: '2026-11-28T03:30:00Z',
        from: '2026-10-22T20:30:00.000Z',
        to: '2026-11-21T20:30:00.000Z',
      },
      {
        period: 'since_last_run' as Period,
        slot: '2026-11-28T03:30:00Z',
        from: '2026-11-26T03:30:00.000Z',
        to: '2026-11-28T03:30:00.000Z',
      },
    ])
    .run(({ assert }, { period, slot, from, to }) => {
      const last = new Date('2026-11-26T03:30:00Z')
      const found = periodOf(period, DAILY, IRAN, READER, new Date(slot), last)
      assert.deepEqual(iso([found.from, found.to]), [from, to])
    })

  test('periods of daily runs join without a gap over two months', ({ assert }) => {
    const runs = slotsBetween(
      DAILY,
      IRAN,
      READER,
      new Date('2026-03-01T00:00:00Z'),
      new Date('2026-05-01T00:00:00Z')
    )
    const periods = runs.map((at) => periodOf('previous_day', DAILY, IRAN, READER, at, null))
    for (const [at, { from }] of periods.entries()) {
      if (at > 0) assert.deepEqual(from, periods[at - 1]?.to)
    }
  })

  test('the next five runs of {schedule.every} rules, over closed days and month ends')
    .with([
      {
        schedule: DAILY,
        expected: ['2026-11-26', '2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01'],
      },
      {
        schedule: { every: 'week', weekday: 5, minute: 420, workingDays: true } as Schedule,
        expected: ['2026-11-28', '2026-12-05', '2026-12-12', '2026-12-19', '2026-12-26'],
      },
      {
        // The last days of Azar (30), Dey (30), Bahman (30), Esfand (29) 1405 and Farvardin (31) 1406.
        schedule: { every: 'month', monthDay: 31, minute: 420, workingDays: false } as Schedule,
        expected: ['2026-12-21', '2027-01-20', '2027-02-19', '2027-03-20', '2027-04-20'],
      },
    ])
    .run(({ assert }, { schedule, expected }) => {
      const after = new Date('2026-11-25T12:00:00Z')
      const found = iso(nextSlots(schedule, IRAN, READER, after, 5)).map((at) => at.slice(0, 10))
      assert.deepEqual(found, expected)
    })

  test('the same month end in other zones and calendars: {zone}')
    .with([
      { zone: 'Asia/Baku', calendar: 'gregory' as const, at: '2026-11-30T03:00:00.000Z' },
      { zone: 'America/New_York', calendar: 'gregory' as const, at: '2026-11-30T12:00:00.000Z' },
      { zone: 'Asia/Tehran', calendar: 'gregory' as const, at: '2026-11-30T03:30:00.000Z' },
      { zone: 'Asia/Tehran', calendar: 'persian' as const, at: '2026-12-21T03:30:00.000Z' },
    ])
    .run(({ assert }, { zone, calendar, at }) => {
      const last: Schedule = { every: 'month', monthDay: 31, minute: 420, workingDays: false }
      const reader: Reader = { timeZone: zone, calendar }
      const found = nextSlots(last, IRAN, reader, new Date('2026-11-25T12:00:00Z'), 1)
      assert.deepEqual(iso(found), [at])
    })

  test('a rule of the last Persian month looks at each of its days once, 29 of Esfand included', ({
    assert,
  }) => {
    const first: Schedule = { every: 'month', monthDay: 1, minute: 420, workingDays: false }
    const runs = nextSlots(first, IRAN, READER, new Date('2026-01-01T00:00:00Z'), 12)
    const periods = runs.map((at) => periodOf('last_month', first, IRAN, READER, at, null))
    const days = periods.map(({ from, to }) => (to.getTime() - from.getTime()) / 86_400_000)
    // Dey 1404 to Azar 1405.
    assert.deepEqual(days, [30, 30, 29, 31, 31, 31, 31, 31, 31, 30, 30, 30])
    for (const [at, { from }] of periods.entries()) {
      if (at > 0) assert.deepEqual(from, periods[at - 1]?.to)
    }
  })

  test('earlier calls are those of the days just before the period', ({ assert }) => {
    const period = {
      from: new Date('2026-11-21T20:30:00.000Z'),
      to: new Date('2026-11-22T20:30:00.000Z'),
    }
    const { from, to } = earlierPeriod(period, 7)
    assert.deepEqual(iso([from, to]), ['2026-11-14T20:30:00.000Z', '2026-11-21T20:30:00.000Z'])
  })
})
