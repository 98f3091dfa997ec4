import {
  CalendarDate,
  CalendarDateTime,
  GregorianCalendar,
  PersianCalendar,
  fromAbsolute,
  parseDate,
  toCalendar,
  toZoned,
  type AnyCalendarDate,
  type Calendar,
} from '@internationalized/date'
import type { Language } from '#core/metadata/types'
import { MONTH_NAMES, WEEKDAY_NAMES, type CalendarName } from './calendar_names.js'
import { latinDigits, localDigits } from './digits.js'

/** Whoever reads: every date is shown in this calendar and zone. */
export interface Reader {
  language: Language
  calendar: CalendarName
  /** IANA name. */
  timeZone: string
}

const CALENDARS: Record<CalendarName, Calendar> = {
  persian: new PersianCalendar(),
  gregory: new GregorianCalendar(),
}
export const calendarOf = (name: CalendarName): Calendar => CALENDARS[name]

/** Parses `YYYY-MM-DD`; null for what is not a day. */
export function parseDay(text: string): CalendarDate | null {
  try {
    return parseDate(text.slice(0, 10))
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}

function dayText(date: AnyCalendarDate, reader: Reader): string {
  const local = toCalendar(date as CalendarDate, CALENDARS[reader.calendar])
  return composeDay(local.year, local.month, local.day, reader)
}

function composeDay(year: number, month: number, day: number, reader: Reader): string {
  const two = (value: number) => String(value).padStart(2, '0')
  if (reader.language === 'en') {
    const name = MONTH_NAMES[reader.calendar].en[month - 1] ?? ''
    return `${day} ${name} ${year}`
  }
  if (reader.language === 'fa') return localDigits(`${year}/${two(month)}/${two(day)}`, 'fa')
  return reader.calendar === 'persian'
    ? `${year}/${two(month)}/${two(day)}`
    : `${two(day)}.${two(month)}.${year}`
}

/** A day (`YYYY-MM-DD`) in the reader's calendar, short: `22 Nov 2026`, `۱۴۰۵/۰۹/۰۱`, `22.11.2026`. */
export function formatDate(day: string, reader: Reader): string {
  const date = parseDay(day)
  return date ? dayText(date, reader) : day
}

/** An instant (ISO 8601) as a day of the reader's zone and calendar. */
export function formatInstantDate(iso: string, reader: Reader): string {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? iso : dayText(fromAbsolute(at, reader.timeZone), reader)
}

/** The time of day of an instant in the reader's zone, `14:05` or `14:05:09`. */
export function formatTime(iso: string, reader: Reader, seconds = false): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const local = fromAbsolute(at, reader.timeZone)
  const parts = seconds ? [local.hour, local.minute, local.second] : [local.hour, local.minute]
  return localDigits(parts.map((part) => String(part).padStart(2, '0')).join(':'), reader.language)
}

/** An instant as day and time, `22 Nov 2026, 14:05`. */
export function formatDateTime(iso: string, reader: Reader, seconds = false): string {
  if (Number.isNaN(Date.parse(iso))) return iso
  const separator = reader.language === 'fa' ? '، ' : ', '
  return `${formatInstantDate(iso, reader)}${separator}${formatTime(iso, reader, seconds)}`
}

/** The day in words: `Sunday 22 Nov 2026`, `یکشنبه ۱ آذر ۱۴۰۵`. */
export function formatLongDate(iso: string, reader: Reader): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const zoned = fromAbsolute(at, reader.timeZone)
  const weekday = new Date(Date.UTC(zoned.year, zoned.month - 1, zoned.day)).getUTCDay()
  const local = toCalendar(zoned, CALENDARS[reader.calendar])
  const month = MONTH_NAMES[reader.calendar][reader.language][local.month - 1] ?? ''
  const name = WEEKDAY_NAMES[reader.language][weekday] ?? ''
  return localDigits(`${name} ${local.day} ${month} ${local.year}`, reader.language)
}

/** The day of an instant in the reader's zone as `YYYY-MM-DD` (Gregorian): the wire form. */
export function dayOf(iso: string, timeZone: string): string {
  const local = fromAbsolute(Date.parse(iso), timeZone)
  return new CalendarDate(local.year, local.month, local.day).toString()
}

const ENGLISH_MONTHS = new Map(
  (['gregory', 'persian'] as const).flatMap((calendar) =>
    MONTH_NAMES[calendar].en.map(
      (name, index) => [name.toLowerCase(), { calendar, month: index + 1 }] as const
    )
  )
)

function dayFrom(calendar: CalendarName, year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1) return null
  const local = new CalendarDate(CALENDARS[calendar], year, month, day)
  if (local.day !== day || local.month !== month) return null
  return toCalendar(local, CALENDARS.gregory).toString()
}

/**
 * Reads a typed day, Persian or Gregorian: `1405/9/1`, `1405-09-01`, `22.11.2026`, `22/11/2026`, `22 Nov 2026` (any digits). A year from
 * 1200 to 1500 is a Persian one, whatever the reader's calendar is. Returns the wire form or null.
 */
export function parseDateText(text: string): string | null {
  const latin = latinDigits(text).trim()
  const named = /^(\d{1,2})\s+([a-z]+)\s+(\d{4})$/i.exec(latin)
  const month = named && ENGLISH_MONTHS.get((named[2] ?? '').toLowerCase())
  if (named && month)
    return dayFrom(month.calendar, Number(named[3]), month.month, Number(named[1]))
  const match = /^(\d{1,4})[-/.\s](\d{1,2})[-/.\s](\d{1,4})$/.exec(latin)
  if (!match) return null
  const [first, middle, last] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [year, day] = first > 31 ? [first, last] : [last, first]
  if (year >= 1200 && year <= 1500) return dayFrom('persian', year, middle, day)
  return year >= 1800 ? dayFrom('gregory', year, middle, day) : null
}

/** The instant (ISO, UTC) of a day (`YYYY-MM-DD`) and a time (`14:30`, any digits) in a zone. */
export function instantOf(day: string, time: string, timeZone: string): string {
  const [hour = 0, minute = 0, second = 0] = latinDigits(time).split(':').map(Number)
  const date = parseDate(day)
  const local = new CalendarDateTime(date.year, date.month, date.day, hour, minute, second)
  return new Date(toZoned(local, timeZone).toAbsoluteString()).toISOString()
}

/** Reads day and time as typed, `1405/9/1 14:30`, `22 Nov 2026, 9:05`; without a time it is midnight. */
export function parseDateTimeText(text: string, timeZone: string): string | null {
  const latin = latinDigits(text).replace(/[،,]/g, ' ').trim()
  const match = /^(.*?)(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(latin)
  const day = parseDateText((match?.[1] ?? '').trim())
  if (!day) return null
  const [hour, minute, second] = [match?.[2] ?? '0', match?.[3] ?? '0', match?.[4] ?? '0']
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  return instantOf(day, `${hour}:${minute}:${second}`, timeZone)
}
