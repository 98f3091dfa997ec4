import {
  CalendarDate,
  GregorianCalendar,
  PersianCalendar,
  toCalendar,
} from '@internationalized/date'
import { test } from '@japa/runner'
import { periodRange, weekdayHourCells, type Period } from '#plugins/telephony/ui/figures/periods'

const gregorian = (day: CalendarDate) => toCalendar(day, new GregorianCalendar()).toString()
/** 2026-11-22 is a Sunday, 1405-09-01 in the Persian calendar. */
const TODAY = new CalendarDate(2026, 11, 22)
const JALALI = toCalendar(TODAY, new PersianCalendar())

test.group('periods of the figures page', () => {
  test('{period} ends today and begins where its name says')
    .with<{ period: Period; locale: string; today: CalendarDate; from: string; to: string }[]>([
      { period: 'today', locale: 'en-GB', today: TODAY, from: '2026-11-22', to: '2026-11-22' },
      { period: 'yesterday', locale: 'en-GB', today: TODAY, from: '2026-11-21', to: '2026-11-21' },
      {
        period: 'last_7_days',
        locale: 'en-GB',
        today: TODAY,
        from: '2026-11-16',
        to: '2026-11-22',
      },
      { period: 'this_week', locale: 'en-GB', today: TODAY, from: '2026-11-16', to: '2026-11-22' },
      { period: 'this_week', locale: 'fa-IR', today: JALALI, from: '2026-11-21', to: '2026-11-22' },
      { period: 'this_month', locale: 'en-GB', today: TODAY, from: '2026-11-01', to: '2026-11-22' },
      {
        period: 'this_month',
        locale: 'fa-IR',
        today: JALALI,
        from: '2026-11-22',
        to: '2026-11-22',
      },
      {
        period: 'last_30_days',
        locale: 'fa-IR',
        today: JALALI,
        from: '2026-10-24',
        to: '2026-11-22',
      },
    ])
    .run(({ assert }, { period, locale, today, from, to }) => {
      assert.deepEqual(periodRange(period, today, locale, gregorian), { from, to })
    })

  test('cells lie by ISO weekday and hour; what did not happen is empty, not nought', ({
    assert,
  }) => {
    const cells = weekdayHourCells(
      [
        { group: { localWeekday: 1, localHour: 9 }, kpis: { offered: 4 } },
        { group: { localWeekday: 7, localHour: 23 }, kpis: { offered: 0 } },
      ],
      'offered'
    )
    assert.equal(cells[0]?.[9], 4)
    assert.equal(cells[6]?.[23], 0)
    assert.isNull(cells[3]?.[12] ?? null)
    assert.lengthOf(cells.flat(), 168)
  })
})
