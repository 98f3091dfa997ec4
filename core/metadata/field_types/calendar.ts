/** Calendar arithmetic: pure, no clock. Months and days count from 1. */

export interface CalendarDay {
  year: number
  month: number
  day: number
}

/** Julian day number of the Persian day 0 (28 Esfand before year 1), as in ICU's arithmetic Persian calendar. */
const PERSIAN_EPOCH = 1_948_320
/** Julian day number of 1970-01-01. */
const UNIX_EPOCH_DAY = 2_440_588
const DAY_MS = 86_400_000

/** The 33-year rule: right from 1178 to 1501 (1799–2122), the years that the product reads. */
export function isPersianLeapYear(year: number): boolean {
  return (25 * year + 11) % 33 < 8
}

export function daysInPersianMonth(year: number, month: number): number {
  if (month <= 6) return 31
  if (month <= 11) return 30
  return isPersianLeapYear(year) ? 30 : 29
}

/** Days since 1970-01-01 of a Persian date, or null where there is no such day. */
export function persianToEpochDay({ year, month, day }: CalendarDay): number | null {
  if (year < 1178 || year > 1501 || month < 1 || month > 12) return null
  if (day < 1 || day > daysInPersianMonth(year, month)) return null
  const before = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30
  const years = 365 * (year - 1) + Math.floor((8 * year + 21) / 33)
  return PERSIAN_EPOCH + years + before + (day - 1) - UNIX_EPOCH_DAY
}

/** Days since 1970-01-01 of a Gregorian date, or null where there is no such day. */
export function gregorianToEpochDay({ year, month, day }: CalendarDay): number | null {
  if (year < 1 || year > 9999) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return Math.floor(date.getTime() / DAY_MS)
}

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export function isoDay(epochDay: number): string {
  return new Date(epochDay * DAY_MS).toISOString().slice(0, 10)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** Offset of a zone from UTC at an instant, in minutes east. Throws RangeError for an unknown zone. */
export function zoneOffsetMinutes(timeZone: string, instant: number): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of zoneFormat(timeZone).formatToParts(instant)) {
    parts[type] = Number(value)
  }
  const local = Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day,
    parts.hour,
    parts.minute,
    parts.second
  )
  return Math.round((local - Math.floor(instant / 1000) * 1000) / 60_000)
}

/**
 * The instant of a wall-clock time in a zone. `local` is that wall clock read as if it were UTC, in milliseconds. A time that
 * a change of the clock leaves out moves forward; one that comes twice is the first.
 */
export function zonedToInstant(local: number, timeZone: string): number {
  const early = local - zoneOffsetMinutes(timeZone, local - DAY_MS / 2) * 60_000
  if (zoneOffsetMinutes(timeZone, early) * 60_000 === local - early) return early
  const late = local - zoneOffsetMinutes(timeZone, local + DAY_MS / 2) * 60_000
  if (zoneOffsetMinutes(timeZone, late) * 60_000 === local - late) return late
  return early
}

/** Stretches of constant offset of a zone. `until` is the instant at which the next begins, null for the last. */
export interface OffsetSpan {
  until: Date | null
  minutes: number
}

/** Offsets of a zone between two instants, oldest first: what SQL needs to group by local days. */
export function zoneOffsets(timeZone: string, from: Date, to: Date): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  let at = from.getTime()
  let minutes = zoneOffsetMinutes(timeZone, at)
  while (at < to.getTime()) {
    const next = Math.min(at + 7 * DAY_MS, to.getTime())
    const then = zoneOffsetMinutes(timeZone, next)
    if (then !== minutes) {
      spans.push({ until: new Date(findChange(timeZone, at, next, minutes)), minutes })
      minutes = then
    }
    at = next
  }
  spans.push({ until: null, minutes })
  return spans
}

function findChange(timeZone: string, from: number, to: number, before: number): number {
  let low = Math.floor(from / 60_000)
  let high = Math.ceil(to / 60_000)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zoneOffsetMinutes(timeZone, middle * 60_000) === before) low = middle
    else high = middle
  }
  return high * 60_000
}
