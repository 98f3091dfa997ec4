/** Relative periods and local buckets of time, in a reader's zone and calendar. Pure: `now` is an argument. */
import { DateTime, type DurationLikeObject } from 'luxon'
import type { Json } from '#core/metadata/types'
import { daysInPersianMonth, persianToEpochDay } from '#core/metadata/field_types/calendar'

export interface Reader {
  timeZone: string
  calendar: 'persian' | 'gregory'
}
export interface Interval {
  /** First instant. */
  from: Date
  /** First instant after it. */
  to: Date
}
export type Bucket = 'hour' | 'day' | 'week' | 'month' | 'year'

const UNITS = new Set(['minute', 'hour', 'day', 'week', 'month'])
const DAY_MS = 86_400_000
const MAX_LAST = 10_000

interface PersianMonth {
  year: number
  month: number
}

/** The Persian month that a day (counted from 1970-01-01) lies in. */
function persianMonthOf(epochDay: number): PersianMonth {
  let year = Math.floor((epochDay + 492_268) / 365.2422)
  while ((persianToEpochDay({ year: year + 1, month: 1, day: 1 }) ?? Infinity) <= epochDay) year++
  while ((persianToEpochDay({ year, month: 1, day: 1 }) ?? -Infinity) > epochDay) year--
  let rest = epochDay - (persianToEpochDay({ year, month: 1, day: 1 }) ?? 0)
  let month = 1
  while (rest >= daysInPersianMonth(year, month)) rest -= daysInPersianMonth(year, month++)
  return { year, month }
}

function persianStart({ year, month }: PersianMonth, offset: number, timeZone: string): DateTime {
  const months = year * 12 + (month - 1) + offset
  const epochDay =
    persianToEpochDay({ year: Math.floor(months / 12), month: (months % 12) + 1, day: 1 }) ?? 0
  return localDay(epochDay, timeZone)
}

function localDay(epochDay: number, timeZone: string): DateTime {
  const { year, month, day } = DateTime.fromMillis(epochDay * DAY_MS, { zone: 'utc' })
  return DateTime.fromObject({ year, month, day }, { zone: timeZone }).startOf('day')
}

function epochDayOf(local: DateTime): number {
  return Math.floor(Date.UTC(local.year, local.month - 1, local.day) / DAY_MS)
}

/** Weeks begin on Saturday in the Persian calendar, on Monday else. */
function weekStart(local: DateTime, calendar: Reader['calendar']): DateTime {
  const back = calendar === 'persian' ? (local.weekday + 1) % 7 : local.weekday - 1
  return local.startOf('day').minus({ days: back }).startOf('day')
}

function monthStart(local: DateTime, { calendar, timeZone }: Reader, offset: number): DateTime {
  if (calendar === 'gregory') return local.startOf('month').plus({ months: offset })
  return persianStart(persianMonthOf(epochDayOf(local)), offset, timeZone)
}

function yearStart(local: DateTime, { calendar, timeZone }: Reader): DateTime {
  if (calendar === 'gregory') return local.startOf('year')
  const { year } = persianMonthOf(epochDayOf(local))
  return persianStart({ year, month: 1 }, 0, timeZone)
}

function interval(from: DateTime, to: DateTime): Interval {
  return { from: from.toJSDate(), to: to.toJSDate() }
}

/** The interval of a `RelativePeriod`, or null where the value is none. */
export function periodOf(value: Json, reader: Reader, now: Date): Interval | null {
  const local = DateTime.fromJSDate(now, { zone: reader.timeZone })
  const today = local.startOf('day')
  switch (value) {
    case 'today':
      return interval(today, today.plus({ days: 1 }))
    case 'yesterday':
      return interval(today.minus({ days: 1 }), today)
    case 'this_week': {
      const start = weekStart(local, reader.calendar)
      return interval(start, start.plus({ weeks: 1 }))
    }
    case 'last_week': {
      const start = weekStart(local, reader.calendar)
      return interval(start.minus({ weeks: 1 }), start)
    }
    case 'this_month':
      return interval(monthStart(local, reader, 0), monthStart(local, reader, 1))
    case 'last_month':
      return interval(monthStart(local, reader, -1), monthStart(local, reader, 0))
  }
  return lastOf(value, local)
}

function lastOf(value: Json, local: DateTime): Interval | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { last, unit } = value
  if (typeof last !== 'number' || !Number.isInteger(last) || last < 1 || last > MAX_LAST)
    return null
  if (typeof unit !== 'string' || !UNITS.has(unit)) return null
  const span: DurationLikeObject = { [`${unit}s`]: last }
  return interval(local.minus(span), local)
}

/** The days that an interval touches in the reader's zone, both ends included, as `YYYY-MM-DD`. */
export function daysOf({ from, to }: Interval, timeZone: string): [string, string] {
  const first = DateTime.fromJSDate(from, { zone: timeZone })
  const last = DateTime.fromMillis(to.getTime() - 1, { zone: timeZone })
  return [first.toISODate() ?? '', last.toISODate() ?? '']
}

/** The first day of the week, month or year (or the day itself) that a local time lies in. */
function startOf(local: DateTime, by: Bucket, reader: Reader): DateTime {
  switch (by) {
    case 'hour':
      return local.startOf('hour')
    case 'day':
      return local.startOf('day')
    case 'week':
      return weekStart(local, reader.calendar)
    case 'month':
      return monthStart(local, reader, 0)
    case 'year':
      return yearStart(local, reader)
  }
}

/** After so long from the beginning of a bucket the next has begun, and the one after it has not. */
const REACH: Record<Bucket, DurationLikeObject> = {
  hour: { hours: 1 },
  day: { days: 1 },
  week: { days: 7 },
  month: { days: 33 },
  year: { days: 380 },
}

/**
 * The bucket of a quarter of an hour (`2026-11-22T08:15`, UTC) or of a day (`2026-11-22`): an instant for hours, else the
 * first day of the bucket as `YYYY-MM-DD`.
 */
export function bucketOf(text: string, by: Bucket, reader: Reader): string {
  return nameOf(bucketStart(text, by, reader), by)
}

/** The first day of the bucket after that of a day. */
export function bucketAfter(day: string, by: Bucket, reader: Reader): string {
  return nameOf(startAfter(bucketStart(day, by, reader), by, reader), by)
}

/** `bucketOf` for many texts: a bucket is worked out once, and others that lie in it are found by comparing. */
export function bucketer(by: Bucket, reader: Reader): (text: string) => string {
  /** Sorted, and apart from each other. */
  const known: { from: string; to: string; name: string }[] = []
  return (text) => {
    let [low, high] = [0, known.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((known[middle]?.to ?? '') > text) high = middle
      else low = middle + 1
    }
    const found = known[low]
    if (found && found.from <= text) return found.name
    const start = bucketStart(text, by, reader)
    const end = startAfter(start, by, reader)
    const name = nameOf(start, by)
    const [from, to] = [start, end].map((each) => each.toUTC().toISO()?.slice(0, text.length) ?? '')
    /** Texts of years with five digits, and offsets that were no whole quarters, do not compare. */
    const plain = [start, end].every((each) => each.year < 9_999 && each.offset % 15 === 0)
    if (plain && from && to) known.splice(low, 0, { from, to, name })
    return name
  }
}

function bucketStart(text: string, by: Bucket, reader: Reader): DateTime {
  const isDay = text.length === 10
  const zone = isDay ? 'utc' : reader.timeZone
  const local = isDay ? DateTime.fromISO(text, { zone }) : DateTime.fromISO(`${text}:00Z`, { zone })
  return startOf(local, by, { ...reader, timeZone: zone })
}

function startAfter(start: DateTime, by: Bucket, reader: Reader): DateTime {
  return startOf(start.plus(REACH[by]), by, { ...reader, timeZone: start.zoneName ?? 'utc' })
}

function nameOf(start: DateTime, by: Bucket): string {
  return by === 'hour'
    ? (start.toUTC().toISO({ suppressMilliseconds: false }) ?? '')
    : (start.toISODate() ?? '')
}
