import fc from 'fast-check'
import { test } from '@japa/runner'
import { calendarFaults, chainOf, effectiveCalendar } from '#core/calendar/effective'
import { ALWAYS_OPEN, type BusinessCalendar, type Hours } from '#core/calendar/types'
import {
  addWorkingTime,
  isWorking,
  nextOpening,
  workingTimeBetween,
} from '#core/calendar/working_time'
import { instantOf } from '#core/calendar/zone'

const h = (from: number, to: number): Hours => ({ from: from * 60, to: to * 60 })
const HOUR = 3_600
const office: BusinessCalendar = {
  timeZone: 'Asia/Tehran',
  /** Saturday to Wednesday with a break, Thursday short, Friday closed. */
  week: [
    [h(8, 12), h(13, 17)],
    [h(8, 12), h(13, 17)],
    [h(8, 12), h(13, 17)],
    [h(8, 12), h(13, 17)],
    [h(8, 12)],
    [],
    [h(8, 12), h(13, 17)],
  ],
  holidays: [
    { kind: 'persian', month: 1, day: 1, name: 'Nowruz' },
    { kind: 'gregorian', month: 12, day: 25, name: 'Christmas' },
    { kind: 'once', day: '2026-11-29', name: 'Inventory', hours: [h(10, 11)] },
  ],
}
const nights: BusinessCalendar = {
  timeZone: 'Europe/Berlin',
  week: Array.from({ length: 7 }, () => [h(22, 30)]),
  holidays: [],
}
const never: BusinessCalendar = {
  timeZone: 'UTC',
  week: [[], [], [], [], [], [], []],
  holidays: [],
}

test.group('working time', () => {
  test('{title}: {seconds} s from {start} end at {end}')
    .with([
      {
        title: 'within a span',
        calendar: office,
        start: '2026-11-28T05:00:00Z',
        seconds: HOUR,
        end: '2026-11-28T06:00:00Z',
      },
      {
        title: 'over the break',
        calendar: office,
        start: '2026-11-28T08:00:00Z',
        seconds: HOUR,
        end: '2026-11-28T10:00:00Z',
      },
      {
        title: 'ends at closing, not at the next opening',
        calendar: office,
        start: '2026-11-28T04:30:00Z',
        seconds: 8 * HOUR,
        end: '2026-11-28T13:30:00Z',
      },
      {
        title: 'begins before opening',
        calendar: office,
        start: '2026-11-28T00:00:00Z',
        seconds: HOUR,
        end: '2026-11-28T05:30:00Z',
      },
      {
        title: 'hours of a holiday, then the next day',
        calendar: office,
        start: '2026-11-28T13:30:00Z',
        seconds: 2 * HOUR,
        end: '2026-11-30T05:30:00Z',
      },
      {
        title: 'over the weekend',
        calendar: office,
        start: '2026-12-03T08:30:00Z',
        seconds: HOUR,
        end: '2026-12-05T05:30:00Z',
      },
      {
        title: 'over a Persian holiday of every year',
        calendar: office,
        start: '2026-03-19T08:30:00Z',
        seconds: HOUR,
        end: '2026-03-22T05:30:00Z',
      },
      {
        title: 'over a Gregorian one',
        calendar: { ...office, timeZone: 'UTC' },
        start: '2023-12-24T17:00:00Z',
        seconds: HOUR,
        end: '2023-12-26T09:00:00Z',
      },
      {
        title: 'past midnight',
        calendar: nights,
        start: '2026-06-01T20:00:00Z',
        seconds: 8 * HOUR,
        end: '2026-06-02T04:00:00Z',
      },
      {
        title: 'clocks go forward: seven hours of a night',
        calendar: nights,
        start: '2026-03-28T21:00:00Z',
        seconds: 7 * HOUR,
        end: '2026-03-29T04:00:00Z',
      },
      {
        title: 'clocks go back: nine hours of a night',
        calendar: nights,
        start: '2026-10-24T20:00:00Z',
        seconds: 9 * HOUR,
        end: '2026-10-25T05:00:00Z',
      },
      {
        title: 'nothing',
        calendar: office,
        start: '2026-12-04T00:00:00Z',
        seconds: 0,
        end: '2026-12-04T00:00:00Z',
      },
      {
        title: 'always open',
        calendar: ALWAYS_OPEN,
        start: '2026-01-01T00:00:00Z',
        seconds: 400 * 86_400,
        end: '2027-02-05T00:00:00Z',
      },
    ])
    .run(({ assert }, { calendar, start, seconds, end }) => {
      const at = addWorkingTime(calendar, new Date(start), seconds)
      assert.equal(at?.toISOString(), new Date(end).toISOString())
      assert.equal(workingTimeBetween(calendar, new Date(start), new Date(end)), seconds)
    })

  test('a calendar that never opens says so', ({ assert }) => {
    const now = new Date('2026-01-01T00:00:00Z')
    assert.isNull(addWorkingTime(never, now, 1))
    assert.isNull(nextOpening(never, now))
    assert.isFalse(isWorking(never, now))
    assert.equal(workingTimeBetween(never, now, new Date('2046-01-01T00:00:00Z')), 0)
  })

  test('opens at the beginning of its hours and is closed at their end', ({ assert }) => {
    const at = (text: string) => isWorking(office, new Date(text))
    assert.deepEqual(
      ['04:29:59', '04:30:00', '08:29:59', '08:30:00'].map((time) => at(`2026-11-28T${time}Z`)),
      [false, true, true, false]
    )
    const opening = nextOpening(office, new Date('2026-12-03T08:30:00Z'))
    assert.equal(opening?.toISOString(), '2026-12-05T04:30:00.000Z')
  })

  test('a minute that clocks skip is the moment they change', ({ assert }) => {
    const day = Date.UTC(2026, 2, 29) / 86_400_000
    const change = Date.UTC(2026, 2, 29, 1)
    assert.equal(instantOf('Europe/Berlin', day, 150), change)
    assert.equal(instantOf('Europe/Berlin', day, 120), change)
    assert.equal(instantOf('Europe/Berlin', day, 180), change)
  })

  const hours = fc
    .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 1_440 }))
    .map(([from, length]): Hours => ({ from, to: from + length }))
  const calendars = fc.record({
    timeZone: fc.constantFrom(
      'Asia/Tehran',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe'
    ),
    week: fc.array(fc.array(hours, { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
    holidays: fc.array(
      fc.record({
        kind: fc.constantFrom('gregorian' as const, 'persian' as const),
        month: fc.integer({ min: 1, max: 12 }),
        day: fc.integer({ min: 1, max: 29 }),
        name: fc.constant('x'),
      }),
      { maxLength: 3 }
    ),
  })
  const instants = fc
    .integer({ min: Date.UTC(2020, 0, 1) / 1_000, max: Date.UTC(2030, 0, 1) / 1_000 })
    .map((seconds) => new Date(seconds * 1_000))

  test('what was added is what lies between', () => {
    fc.assert(
      fc.property(
        calendars,
        instants,
        fc.integer({ min: 0, max: 500_000 }),
        (calendar, start, seconds) => {
          const end = addWorkingTime(calendar, start, seconds)
          return end === null || workingTimeBetween(calendar, start, end) === seconds
        }
      ),
      { numRuns: 150 }
    )
  })

  test('more time ends later, and a later start never ends earlier', () => {
    const seconds = fc.integer({ min: 0, max: 200_000 })
    fc.assert(
      fc.property(calendars, instants, seconds, seconds, (calendar, start, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        const [first, second] = [
          addWorkingTime(calendar, start, less),
          addWorkingTime(calendar, start, more),
        ]
        const later = addWorkingTime(calendar, new Date(start.getTime() + 5_000_000), less)
        if (!first || !second || !later) return true
        return first <= second && first <= later
      }),
      { numRuns: 100 }
    )
  })

  test('time between adds up', () => {
    fc.assert(
      fc.property(calendars, instants, instants, instants, (calendar, a, b, c) => {
        const between = (x: Date, y: Date) => workingTimeBetween(calendar, x, y)
        const [x = a, y = b, z = c] = [a, b, c].sort((m, n) => m.getTime() - n.getTime())
        const near = new Date(Math.min(y.getTime(), x.getTime() + 9e9))
        const far = new Date(Math.min(z.getTime(), near.getTime() + 9e9))
        return between(x, near) + between(near, far) === between(x, far)
      }),
      { numRuns: 60 }
    )
  })
})

test.group('calendars of units', () => {
  test('zone and week of the nearest, holidays of all, the nearest last', ({ assert }) => {
    const bank = {
      timeZone: 'Asia/Tehran',
      week: office.week,
      holidays: [{ kind: 'once' as const, day: '2026-01-01', name: 'a' }],
    }
    const branch = {
      holidays: [{ kind: 'once' as const, day: '2026-01-01', name: 'open', hours: [h(9, 10)] }],
    }
    const calendar = effectiveCalendar([bank, undefined, branch])
    assert.equal(calendar.timeZone, 'Asia/Tehran')
    assert.deepEqual(
      calendar.holidays.map(({ name }) => name),
      ['a', 'open']
    )
    assert.isTrue(isWorking(calendar, new Date('2026-01-01T05:45:00Z')))
    assert.deepEqual(effectiveCalendar([]), ALWAYS_OPEN)
    const units = [
      { id: 1, parent: null },
      { id: 2, parent: 1 },
      { id: 3, parent: 2 },
      { id: 8, parent: 9 },
      { id: 9, parent: 8 },
    ]
    assert.deepEqual(chainOf(units, 3), [1, 2, 3])
    assert.deepEqual(chainOf(units, 8), [9, 8])
    assert.deepEqual(chainOf(units, null), [])
  })

  test('faults are told with their place', ({ assert }) => {
    const faults = calendarFaults({
      timeZone: 'Mars/Base',
      week: [[{ from: 10, to: 5 }], [{ from: 0, to: 1_441 }], [{ from: 1_439, to: 1_440 }], [], []],
      holidays: [
        { kind: 'once', day: '2026-02-30', name: 'x' },
        { kind: 'persian', month: 13, day: 1, name: 'x' },
      ],
    })
    assert.deepEqual(
      faults.map(({ path, code }) => `${path} ${code}`),
      [
        'timeZone E_CALENDAR_ZONE',
        'week E_CALENDAR_WEEK',
        'week.0 E_CALENDAR_HOURS',
        'week.1 E_CALENDAR_HOURS',
        'holidays.0.day E_CALENDAR_DAY',
        'holidays.1.day E_CALENDAR_DAY',
      ]
    )
  })
})
