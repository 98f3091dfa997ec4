import { test } from '@japa/runner'
import fc from 'fast-check'
import { DAY_MINUTES, type Holiday } from '#core/calendar/types'
import { addWorkingTime } from '#core/calendar/working_time'
import type { UnitCalendars } from '#ui/api/calendars.js'
import type { Reader } from '#ui/format/dates.js'
import {
  holidayDay,
  holidayOrder,
  readHolidays,
  withHolidays,
} from '#ui/pages/calendars/holiday_text.js'
import {
  clockText,
  moveEdge,
  nextSpan,
  parseClock,
  spanOf,
  STEP,
  tidied,
  weekMinutes,
} from '#ui/pages/calendars/hours.js'
import {
  calendarLines,
  effectiveWith,
  inheritedHolidays,
  prepared,
  sameCalendar,
} from '#ui/pages/calendars/unit_calendars.js'
import { weeksOf, yearDays, yearOf, yearSum } from '#ui/pages/calendars/year_days.js'

const spans = fc.array(
  fc
    .record({ from: fc.nat(DAY_MINUTES - 1), length: fc.integer({ min: 1, max: DAY_MINUTES }) })
    .map(({ from, length }) => ({ from, to: from + length })),
  { maxLength: 5 }
)
const everyDay = (hours: { from: number; to: number }[]) => Array.from({ length: 7 }, () => hours)

test.group('hours of a day as they are entered', () => {
  test('{0} is {1}')
    .with([
      ['8', 480],
      ['8:30', 510],
      ['0830', 510],
      ['۱۶:۴۵', 1_005],
      ['24:00', 0],
      ['24:30', null],
      ['8:61', null],
      ['noon', null],
    ] as const)
    .run(({ assert }, [text, minutes]) => {
      assert.equal(parseClock(text), minutes)
    })

  test('an end that is not after its begin lies on the next day', ({ assert }) => {
    assert.deepEqual(spanOf(480, 960), { from: 480, to: 960 })
    assert.deepEqual(spanOf(1_320, 120), { from: 1_320, to: 1_560 })
    assert.deepEqual(spanOf(0, 0), { from: 0, to: DAY_MINUTES })
    assert.equal(clockText(1_560), '02:00')
    fc.assert(
      fc.property(fc.nat(DAY_MINUTES - 1), (minutes) => parseClock(clockText(minutes)) === minutes)
    )
  })

  test('tidied spans stand in order and apart, and cover the same minutes', ({ assert }) => {
    assert.deepEqual(
      tidied([
        { from: 840, to: 900 },
        { from: 480, to: 720 },
        { from: 700, to: 840 },
      ]),
      [{ from: 480, to: 900 }]
    )
    fc.assert(
      fc.property(spans, fc.nat(DAY_MINUTES - 1), (given, minute) => {
        const result = tidied(given)
        const apart = result.every((one, at) => at === 0 || one.from > (result[at - 1]?.to ?? 0))
        const within = (list: typeof given) =>
          list.some(({ from, to }) => from <= minute && minute < to)
        return apart && within(given) === within(result)
      })
    )
  })

  test('an edge that is moved leaves a span, and never runs into another', () => {
    const edge = fc.constantFrom('from' as const, 'to' as const)
    fc.assert(
      fc.property(
        spans,
        fc.nat(4),
        edge,
        fc.integer({ min: -200, max: 1_700 }),
        (given, n, e, to) => {
          const day = tidied(given).filter(
            (one) => one.to - one.from >= STEP && one.to <= DAY_MINUTES
          )
          const moved = moveEdge(day, n % Math.max(1, day.length), e, to)
          return moved.every(
            (one, at) =>
              one.to - one.from >= STEP &&
              one.from >= 0 &&
              one.to <= DAY_MINUTES &&
              one.from >= (moved[at - 1]?.to ?? 0)
          )
        }
      )
    )
  })

  test('further hours are offered after a break, none on a full day', ({ assert }) => {
    assert.deepEqual(nextSpan([]), { from: 480, to: 960 })
    assert.deepEqual(nextSpan([{ from: 480, to: 720 }]), { from: 780, to: 1_020 })
    assert.isNull(nextSpan([{ from: 0, to: DAY_MINUTES }]))
    assert.equal(
      weekMinutes(
        everyDay([
          { from: 0, to: 60 },
          { from: 30, to: 90 },
        ])
      ),
      630
    )
  })
})

test.group('a pasted list of days off', () => {
  test('{0}')
    .with([
      ['1405/01/13 Nature day', { kind: 'once', day: '2026-04-02', name: 'Nature day' }],
      ['۱۴۰۵/۱۰/۱۳\tولادت امام علی', { kind: 'once', day: '2027-01-03', name: 'ولادت امام علی' }],
      ['2026-12-25; Christmas', { kind: 'once', day: '2026-12-25', name: 'Christmas' }],
      ['25.12.2026 – Christmas', { kind: 'once', day: '2026-12-25', name: 'Christmas' }],
      ['25 Dec 2026, Christmas', { kind: 'once', day: '2026-12-25', name: 'Christmas' }],
      ['1 Farvardin: Nowruz', { kind: 'persian', month: 1, day: 1, name: 'Nowruz' }],
      ['۲۲ بهمن پیروزی انقلاب', { kind: 'persian', month: 11, day: 22, name: 'پیروزی انقلاب' }],
      ['8 March Women', { kind: 'gregorian', month: 3, day: 8, name: 'Women' }],
      [
        '28 may, Müstəqillik Günü',
        { kind: 'gregorian', month: 5, day: 28, name: 'Müstəqillik Günü' },
      ],
      ['01/13 Sizdah', { kind: 'persian', month: 1, day: 13, name: 'Sizdah' }],
      ['31 Mehr too long', null],
      ['1405/13/01 no month', null],
      ['2026-12-25', null],
      ['Christmas', null],
    ] as [string, Holiday | null][])
    .run(({ assert }, [text, holiday]) => {
      assert.deepEqual(readHolidays(text, 'persian')[0]?.holiday, holiday)
    })

  test('empty lines are passed over, and lines keep their number', ({ assert }) => {
    assert.deepEqual(
      readHolidays('1 yan Yeni il\n\n20 mart Novruz', 'gregorian').map(({ line }) => line),
      [1, 3]
    )
  })

  test('what is read replaces what is there for the same day', ({ assert }) => {
    const [a, b]: Holiday[] = [
      { kind: 'persian', month: 1, day: 1, name: 'A' },
      { kind: 'persian', month: 1, day: 1, name: 'B' },
    ]
    const other: Holiday = { kind: 'once', day: '2026-12-25', name: 'C' }
    assert.deepEqual(withHolidays([a as Holiday, other], [b as Holiday]), [other, b])
    assert.isBelow(holidayOrder(a as Holiday, other), 0)
    const reader: Reader = { language: 'fa', calendar: 'persian', timeZone: 'UTC' }
    assert.equal(holidayDay(a as Holiday, reader), '۱ فروردین')
    assert.equal(holidayDay(other, reader), '۱۴۰۵/۱۰/۰۴')
  })
})

test.group('a unit and those above it', () => {
  const stored: UnitCalendars = {
    units: [
      { id: 5, name: 'Bank', parent: null },
      { id: 7, name: 'Branch', parent: 5 },
    ],
    calendars: [
      {
        unit: 0,
        version: 1,
        timeZone: 'Asia/Tehran',
        holidays: [{ kind: 'persian', month: 1, day: 1, name: 'A' }],
      },
      { unit: 5, version: 3, week: everyDay([{ from: 480, to: 960 }]) },
    ],
  }

  test('what is said here stands before what comes from above', ({ assert }) => {
    const calendar = effectiveWith(stored, 7, {
      holidays: [{ kind: 'once', day: '2026-03-22', name: 'B' }],
    })
    assert.equal(calendar.timeZone, 'Asia/Tehran')
    assert.equal(
      addWorkingTime(calendar, new Date('2026-03-20T12:30:00.000Z'), 3_600)?.toISOString(),
      '2026-03-23T05:30:00.000Z'
    )
    assert.deepEqual(
      inheritedHolidays(stored, 7).map(({ unit }) => unit),
      [0]
    )
    assert.deepEqual(
      calendarLines(stored, 'All').map(({ unit, depth, own }) => [unit, depth, own]),
      [
        [0, 0, true],
        [5, 1, true],
        [7, 2, false],
      ]
    )
  })

  test('hours in another order are no change; an empty list of days off says nothing', ({
    assert,
  }) => {
    const [a, b] = [
      { from: 0, to: 60 },
      { from: 120, to: 180 },
    ]
    assert.isTrue(
      sameCalendar({ week: everyDay([a, b]) }, { week: everyDay([b, a]), holidays: [] })
    )
    assert.isFalse(sameCalendar({}, { timeZone: 'UTC' }))
    assert.deepEqual(prepared({ holidays: [] }), {})
  })
})

test.group('a year with its days off', () => {
  const calendar = {
    timeZone: 'Asia/Tehran',
    week: everyDay([{ from: 480, to: 960 }]).map((day, at) => (at === 5 ? [] : day)),
    holidays: [
      { kind: 'persian', month: 1, day: 1, name: 'Nowruz' },
      { kind: 'once', day: '2026-03-24', name: 'Short', hours: [{ from: 480, to: 600 }] },
    ] as Holiday[],
  }

  test('in the Persian calendar', ({ assert }) => {
    const months = yearDays(calendar, 'persian', 1405)
    assert.deepEqual(
      months.map(({ days }) => days.length),
      [31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29]
    )
    const [first, , , fourth] = months[0]?.days ?? []
    assert.include(first, { iso: '2026-03-21', kind: 'holiday', name: 'Nowruz', weekday: 6 })
    assert.include(fourth, { iso: '2026-03-24', kind: 'short' })
    assert.equal(yearOf('2026-03-20', 'persian'), 1404)
    const sum = yearSum(months)
    assert.equal(sum.workingDays, 365 - 52 - 1)
    assert.equal(sum.minutes, (sum.workingDays - 1) * 480 + 120)
  })

  test('weeks hold every day once, each in the column of its weekday', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('persian' as const, 'gregory' as const),
        fc.integer({ min: 1_300, max: 1_500 }),
        fc.nat(6),
        (name, year, first) =>
          yearDays(calendar, name, name === 'persian' ? year : year + 621).every(({ days }) => {
            const weeks = weeksOf(days, first)
            return (
              weeks.flat().filter((day) => day !== null).length === days.length &&
              weeks.every((week) =>
                week.every((day, column) => day === null || day.weekday === (first + column) % 7)
              )
            )
          })
      ),
      { numRuns: 20 }
    )
  })
})
