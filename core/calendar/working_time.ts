import type { BusinessCalendar, Holiday, Hours } from '#core/calendar/types'
import { instantOf, localDay } from '#core/calendar/zone'

/**
 * Counting in business hours. All instants are exact: an hour that a change of the clock skips is not counted, one that it
 * repeats is counted twice. Pure.
 */

/** How far ahead something is looked for: a calendar that stays closed longer never opens. */
const HORIZON_DAYS = 3_700

interface Span {
  start: number
  end: number
}

const persian = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
})

/** Month and day of a day counted from 1970-01-01, in the Persian calendar. */
export function persianMonthDay(epochDay: number): { month: number; day: number } {
  const parts = persian.formatToParts(epochDay * 86_400_000)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return { month: of('month'), day: of('day') }
}

export const isoOf = (epochDay: number): string =>
  new Date(epochDay * 86_400_000).toISOString().slice(0, 10)

/** The holiday of a day, counted from 1970-01-01; of several the last. */
export function holidayOn(holidays: readonly Holiday[], epochDay: number): Holiday | null {
  if (holidays.length === 0) return null
  const iso = isoOf(epochDay)
  let month: { month: number; day: number } | null = null
  for (let at = holidays.length - 1; at >= 0; at--) {
    const holiday = holidays[at]
    if (!holiday) continue
    if (holiday.kind === 'once') {
      if (holiday.day === iso) return holiday
    } else if (holiday.kind === 'gregorian') {
      const [, m, d] = iso.split('-').map(Number)
      if (m === holiday.month && d === holiday.day) return holiday
    } else {
      month ??= persianMonthDay(epochDay)
      if (month.month === holiday.month && month.day === holiday.day) return holiday
    }
  }
  return null
}

/** The hours that begin on a day: those of its holiday, else those of its weekday. */
export function hoursOn(calendar: BusinessCalendar, epochDay: number): readonly Hours[] {
  const holiday = holidayOn(calendar.holidays, epochDay)
  if (holiday) return holiday.hours ?? []
  return calendar.week[(((epochDay + 4) % 7) + 7) % 7] ?? []
}

/** Open spans in order from the one that ends after `from`, never touching nor overlapping. Stops at the horizon. */
function* spansFrom(calendar: BusinessCalendar, from: number): Generator<Span, undefined> {
  const first = localDay(calendar.timeZone, from) - 1
  let open: Span | null = null
  for (let day = first; day <= first + HORIZON_DAYS; day++) {
    const spans = hoursOn(calendar, day)
      .map((hours) => ({
        start: instantOf(calendar.timeZone, day, hours.from),
        end: instantOf(calendar.timeZone, day, hours.to),
      }))
      .filter(({ start, end }) => end > start && end > from)
      .sort((a, b) => a.start - b.start)
    for (const span of spans) {
      if (open && span.start <= open.end)
        open = { start: open.start, end: Math.max(open.end, span.end) }
      else {
        if (open) yield open
        open = span
      }
    }
    /** Nothing of the days to come begins before the next midnight: what ends before it is complete. */
    if (open && open.end < instantOf(calendar.timeZone, day + 1, 0)) {
      yield open
      open = null
    } else if (open && open.end - open.start > 40 * 86_400_000) {
      /** Always open: given in parts, so that the first answer need not wait for the horizon. */
      yield open
      open = { start: open.end, end: open.end }
    }
  }
  if (open && open.end > open.start) yield open
  return undefined
}

/**
 * The instant at which that many working seconds have passed since `start`; null where the calendar does not open for long
 * enough in ten years. No seconds: `start` itself.
 */
export function addWorkingTime(
  calendar: BusinessCalendar,
  start: Date,
  seconds: number
): Date | null {
  let left = Math.max(0, seconds) * 1_000
  if (left === 0) return new Date(start)
  for (const span of spansFrom(calendar, start.getTime())) {
    const from = Math.max(span.start, start.getTime())
    if (span.end - from >= left) return new Date(from + left)
    left -= Math.max(0, span.end - from)
  }
  return null
}

/** Working seconds between two instants; negative where `b` is before `a`. */
export function workingTimeBetween(calendar: BusinessCalendar, a: Date, b: Date): number {
  if (b < a) return -workingTimeBetween(calendar, b, a) || 0
  let sum = 0
  for (let from = a.getTime(); from < b.getTime();) {
    const part = Math.min(b.getTime(), from + 3_000 * 86_400_000)
    for (const { start, end } of spansFrom(calendar, from)) {
      if (start >= part) break
      sum += Math.max(0, Math.min(end, part) - Math.max(start, from))
    }
    from = part
  }
  return sum / 1_000
}

export function isWorking(calendar: BusinessCalendar, at: Date): boolean {
  const { value: span } = spansFrom(calendar, at.getTime()).next()
  return span !== undefined && span.start <= at.getTime()
}

/** When it opens: `at` itself while it is open; null where it does not in ten years. */
export function nextOpening(calendar: BusinessCalendar, at: Date): Date | null {
  const { value: span } = spansFrom(calendar, at.getTime()).next()
  return span ? new Date(Math.max(span.start, at.getTime())) : null
}
