import { CalendarDate, toCalendar } from '@internationalized/date'
import type { BusinessCalendar, Hours } from '#core/calendar/types'
import { holidayOn, hoursOn, isoOf } from '#core/calendar/working_time'
import type { CalendarName } from '../../format/calendar_names.js'
import { calendarOf } from '../../format/dates.js'
import { tidied } from './hours.js'

/** A year as a bank's calendar of days off shows it. Pure. */

export interface YearDay {
  /** `YYYY-MM-DD`, Gregorian. */
  iso: string
  /** Of the month, in the calendar shown. */
  day: number
  /** 0 = Sunday. */
  weekday: number
  kind: 'open' | 'closed' | 'holiday' | 'short'
  /** Of the holiday. */
  name: string | null
  hours: readonly Hours[]
}
export interface YearMonth {
  month: number
  days: YearDay[]
}

/** The year in which a day lies. */
export function yearOf(iso: string, calendar: CalendarName): number {
  const [year = 1970, month = 1, day = 1] = iso.split('-').map(Number)
  return toCalendar(new CalendarDate(year, month, day), calendarOf(calendar)).year
}

function dayAt(epochDay: number, day: number, business: BusinessCalendar): YearDay {
  const holiday = holidayOn(business.holidays, epochDay)
  const hours = tidied(hoursOn(business, epochDay))
  const open = hours.length > 0
  return {
    iso: isoOf(epochDay),
    day,
    weekday: (((epochDay + 4) % 7) + 7) % 7,
    kind: holiday ? (open ? 'short' : 'holiday') : open ? 'open' : 'closed',
    name: holiday?.name ?? null,
    hours,
  }
}

/** All months of a year with the state of each day. */
export function yearDays(
  business: BusinessCalendar,
  calendar: CalendarName,
  year: number
): YearMonth[] {
  const system = calendarOf(calendar)
  return Array.from({ length: 12 }, (_, at) => {
    const first = new CalendarDate(system, year, at + 1, 1)
    const begin = Date.parse(`${toCalendar(first, calendarOf('gregory')).toString()}T00:00:00Z`)
    const days = Array.from({ length: system.getDaysInMonth(first) }, (_none, offset) =>
      dayAt(begin / 86_400_000 + offset, offset + 1, business)
    )
    return { month: at + 1, days }
  })
}

/** Weeks of a month, each with seven places that begin with `firstWeekday`; places of other months are empty. */
export function weeksOf(days: readonly YearDay[], firstWeekday: number): (YearDay | null)[][] {
  const lead = ((days[0]?.weekday ?? 0) - firstWeekday + 7) % 7
  const places: (YearDay | null)[] = [...Array.from({ length: lead }, () => null), ...days]
  while (places.length % 7 > 0) places.push(null)
  return Array.from({ length: places.length / 7 }, (_, week) =>
    places.slice(week * 7, week * 7 + 7)
  )
}

export interface YearSum {
  workingDays: number
  minutes: number
  holidays: YearDay[]
}
export function yearSum(months: readonly YearMonth[]): YearSum {
  const days = months.flatMap((month) => month.days)
  return {
    workingDays: days.filter(({ hours }) => hours.length > 0).length,
    minutes: days.reduce(
      (sum, { hours }) => sum + hours.reduce((part, { from, to }) => part + to - from, 0),
      0
    ),
    holidays: days.filter(({ name }) => name !== null),
  }
}
