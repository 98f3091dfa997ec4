/**
 * Which days a calendar shows, in the reader's calendar, and which records lie on them. Days are `YYYY-MM-DD` (Gregorian, the wire
 * form) everywhere; only titles speak of Jalali months. Pure.
 */
import { startOfMonth, toCalendar, type Calendar, type CalendarDate } from '@internationalized/date'
import type { CalendarMode } from '#core/metadata/view_types'
import type { Filter, RecordRow } from '#core/records/types'
import { MONTH_NAMES, WEEKDAY_NAMES, firstWeekday } from '../../format/calendar_names.js'
import { calendarOf, dayOf, instantOf, parseDay, type Reader } from '../../format/dates.js'
import { localDigits } from '../../format/digits.js'

export interface CalendarDay {
  day: string
  /** The number of the day in its month, in the reader's digits. */
  number: string
  /** Days of the months before and after fill the first and last week. */
  inMonth: boolean
  /** Sunday is 0. */
  weekday: number
  /** The day in words: `Sunday 1 Azar 1405`. */
  label: string
}

const DAY_MS = 86_400_000
const epochOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
export const addDays = (day: string, by: number): string =>
  new Date(epochOf(day) + by * DAY_MS).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string): number =>
  Math.round((epochOf(to) - epochOf(from)) / DAY_MS)
const weekdayOf = (day: string): number => new Date(epochOf(day)).getUTCDay()

function local(day: string, calendar: Calendar): CalendarDate {
  const date = parseDay(day)
  if (!date) throw new RangeError(`Not a day: ${day}`)
  return toCalendar(date, calendar)
}
const wire = (date: CalendarDate): string => toCalendar(date, calendarOf('gregory')).toString()

/** The first day of the week that a day lies in: Saturday where Persian is read, Monday elsewhere. */
export function weekStartOf(day: string, reader: Reader): string {
  return addDays(day, -((weekdayOf(day) - firstWeekday(reader.language) + 7) % 7))
}

function describe(day: string, reader: Reader, month: number | null): CalendarDay {
  const date = local(day, calendarOf(reader.calendar))
  const weekday = weekdayOf(day)
  const name = MONTH_NAMES[reader.calendar][reader.language][date.month - 1] ?? ''
  const weekdayName = WEEKDAY_NAMES[reader.language][weekday] ?? ''
  return {
    day,
    number: localDigits(String(date.day), reader.language),
    inMonth: month === null || date.month === month,
    weekday,
    label: localDigits(`${weekdayName} ${date.day} ${name} ${date.year}`, reader.language),
  }
}

/** The days shown around a day: the whole weeks of its month, its week, or the day itself. */
export function daysShown(day: string, mode: CalendarMode, reader: Reader): CalendarDay[] {
  if (mode === 'day') return [describe(day, reader, null)]
  if (mode === 'week') {
    const start = weekStartOf(day, reader)
    return Array.from({ length: 7 }, (_, at) => describe(addDays(start, at), reader, null))
  }
  const calendar = calendarOf(reader.calendar)
  const first = startOfMonth(local(day, calendar))
  const last = first.set({ day: calendar.getDaysInMonth(first) })
  const start = weekStartOf(wire(first), reader)
  const end = addDays(weekStartOf(wire(last), reader), 6)
  return Array.from({ length: daysBetween(start, end) + 1 }, (_, at) =>
    describe(addDays(start, at), reader, first.month)
  )
}

/** The day that the next or former page of the calendar shows; the end of a longer month becomes that of a shorter one. */
export function turnPage(day: string, mode: CalendarMode, by: -1 | 1, reader: Reader): string {
  if (mode === 'day') return addDays(day, by)
  if (mode === 'week') return addDays(day, by * 7)
  const date = local(day, calendarOf(reader.calendar))
  return wire(date.add({ months: by }))
}

/** `Azar 1405`; for a week both its ends. */
export function titleOf(day: string, mode: CalendarMode, reader: Reader): string {
  const days = daysShown(day, mode, reader)
  if (mode === 'day') return days[0]?.label ?? ''
  const name = (at: string) => {
    const date = local(at, calendarOf(reader.calendar))
    return {
      month: MONTH_NAMES[reader.calendar][reader.language][date.month - 1] ?? '',
      year: String(date.year),
      day: String(date.day),
    }
  }
  if (mode === 'month') {
    const { month, year } = name(day)
    return localDigits(`${month} ${year}`, reader.language)
  }
  const first = name(days[0]?.day ?? day)
  const last = name(days.at(-1)?.day ?? day)
  const text =
    first.year !== last.year
      ? `${first.day} ${first.month} ${first.year} – ${last.day} ${last.month} ${last.year}`
      : first.month !== last.month
        ? `${first.day} ${first.month} – ${last.day} ${last.month} ${last.year}`
        : `${first.day} – ${last.day} ${last.month} ${last.year}`
  return localDigits(text, reader.language)
}

export interface DatePaths {
  start: string
  end?: string | undefined
  /** Instants; else days. */
  instants: boolean
}

/** The condition of the records that touch the days shown, both ends included. */
export function rangeFilter(
  first: string,
  last: string,
  { start, end, instants }: DatePaths,
  timeZone: string
): Filter {
  const from = instants ? instantOf(first, '00:00', timeZone) : first
  const to = instants ? instantOf(addDays(last, 1), '00:00', timeZone) : last
  const before: Filter = { path: start, op: instants ? 'lt' : 'le', value: to }
  if (!end) return { and: [{ path: start, op: 'ge', value: from }, before] }
  const open: Filter = {
    and: [
      { path: end, op: 'is_empty' },
      { path: start, op: 'ge', value: from },
    ],
  }
  return { and: [before, { or: [{ path: end, op: 'ge', value: from }, open] }] }
}

export interface CalendarEntry {
  row: RecordRow
  first: string
  last: string
  /** The instant at which it begins; null for whole days. */
  at: string | null
}

/** Records as entries of days, in the order of their beginning; one without a start is none. */
export function entriesOf(
  rows: readonly RecordRow[],
  { start, end, instants }: DatePaths,
  timeZone: string
): CalendarEntry[] {
  const day = (value: unknown): string | null => {
    if (typeof value !== 'string' || value === '') return null
    return instants ? dayOf(value, timeZone) : value.slice(0, 10)
  }
  const entries = rows.flatMap((row): CalendarEntry[] => {
    const first = day(row[start])
    if (!first) return []
    const until = end ? day(row[end]) : null
    const last = until && until > first ? until : first
    return [{ row, first, last, at: instants ? String(row[start]) : null }]
  })
  return entries.sort(
    (a, b) =>
      daysBetween(b.first, b.last) - daysBetween(a.first, a.last) ||
      (a.at ?? a.first).localeCompare(b.at ?? b.first) ||
      a.row.id - b.row.id
  )
}

export const entriesOn = (entries: readonly CalendarEntry[], day: string): CalendarEntry[] =>
  entries.filter(({ first, last }) => first <= day && day <= last)

/** The dates of a record moved by days: its time of day in the reader's zone and its length stay. */
export function movedDates(
  row: RecordRow,
  by: number,
  { start, end, instants }: DatePaths,
  timeZone: string
): Record<string, string> {
  const shift = (value: unknown): string | null => {
    if (typeof value !== 'string' || value === '') return null
    if (!instants) return addDays(value.slice(0, 10), by)
    const day = dayOf(value, timeZone)
    const midnight = Date.parse(instantOf(day, '00:00', timeZone))
    const rest = Date.parse(value) - midnight
    const time = new Date(rest).toISOString().slice(11, 19)
    const moved = instantOf(addDays(day, by), rest < DAY_MS ? time : '23:59:59', timeZone)
    const milliseconds = Date.parse(value) % 1000
    return new Date(Date.parse(moved) + milliseconds).toISOString()
  }
  const moved: Record<string, string> = {}
  for (const path of [start, end]) {
    const value = path ? shift(row[path]) : null
    if (path && value) moved[path] = value
  }
  return moved
}
