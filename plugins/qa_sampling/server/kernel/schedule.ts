/** When a rule runs, and which calls it then looks at. Pure: calendar, zone and instants are arguments. */
import type { BusinessCalendar } from '#core/calendar/types'
import { hoursOn, persianMonthDay } from '#core/calendar/working_time'
import { instantOf, localDay } from '#core/calendar/zone'
import { periodOf as relativePeriod, type Interval, type Reader } from '#core/records/query/periods'

export interface Schedule {
  every: 'day' | 'week' | 'month'
  /** Of a week, 0 Sunday. */
  weekday?: number
  /** Of a month; past its end it is the last. */
  monthDay?: number
  /** Minutes from midnight by the wall clock. */
  minute: number
  /** A day without business hours: a daily run leaves it out, others move to the next open day. */
  workingDays: boolean
}
export type CatchUp = 'each' | 'latest' | 'skip'
export type Period = 'previous_day' | 'last_week' | 'last_month' | 'since_last_run'

const DAY = 86_400_000
/** Where calls were missed for longer than this, `skip` leaves the run out. */
const TOLERANCE = 15 * 60_000
/** No calendar that is closed longer moves a run. */
const LONGEST_CLOSURE = 31
/** Whatever the downtime, no more is caught up. */
const LONGEST_DOWNTIME = 400

function monthDayOf(day: number, calendar: Reader['calendar']): number {
  return calendar === 'persian' ? persianMonthDay(day).day : new Date(day * DAY).getUTCDate()
}

function isNominal(schedule: Schedule, day: number, calendar: Reader['calendar']): boolean {
  switch (schedule.every) {
    case 'day':
      return true
    case 'week':
      return (((day + 4) % 7) + 7) % 7 === schedule.weekday
    case 'month': {
      const at = monthDayOf(day, calendar)
      const wanted = schedule.monthDay ?? 1
      return at === wanted || (at < wanted && monthDayOf(day + 1, calendar) === 1)
    }
  }
}

/** The day on which a run that is meant for a day takes place, or null. */
function actualDay(schedule: Schedule, business: BusinessCalendar, day: number): number | null {
  if (!schedule.workingDays) return day
  for (let at = day; at <= day + LONGEST_CLOSURE; at++) {
    if (hoursOn(business, at).length > 0) return at
    if (schedule.every === 'day') return null
  }
  return null
}

/** Instants of runs after `after`, up to `until` included, in order. */
export function slotsBetween(
  schedule: Schedule,
  business: BusinessCalendar,
  reader: Reader,
  after: Date,
  until: Date
): Date[] {
  const last = localDay(reader.timeZone, until.getTime())
  const first = Math.max(localDay(reader.timeZone, after.getTime()), last - LONGEST_DOWNTIME)
  const days = new Set<number>()
  for (let day = first - LONGEST_CLOSURE; day <= last; day++) {
    if (!isNominal(schedule, day, reader.calendar)) continue
    const actual = actualDay(schedule, business, day)
    if (actual !== null) days.add(actual)
  }
  return [...days]
    .sort((a, b) => a - b)
    .map((day) => instantOf(reader.timeZone, day, schedule.minute))
    .filter((at) => at > after.getTime() && at <= until.getTime())
    .map((at) => new Date(at))
}

/** The next so many runs after `after`, in order: of those within some 13 months. */
export function nextSlots(
  schedule: Schedule,
  business: BusinessCalendar,
  reader: Reader,
  after: Date,
  count: number
): Date[] {
  const span = { day: 2, week: 8, month: 32 }[schedule.every] * count + LONGEST_CLOSURE
  const until = new Date(after.getTime() + Math.min(span, LONGEST_DOWNTIME) * DAY)
  return slotsBetween(schedule, business, reader, after, until).slice(0, count)
}

/** The runs that are due now: those since the last one, by what is to be done after downtime. */
export function dueSlots(slots: readonly Date[], now: Date, catchUp: CatchUp): Date[] {
  if (catchUp === 'each') return [...slots]
  const latest = slots.at(-1)
  if (!latest) return []
  if (catchUp === 'skip' && now.getTime() - latest.getTime() > TOLERANCE) return []
  return [latest]
}

/** The days before a period, by the length of a day. */
export function earlierPeriod({ from }: Interval, days: number): Interval {
  return { from: new Date(from.getTime() - days * DAY), to: from }
}

/**
 * The calls that a run at `slot` looks at. `previous_day` reaches back to the day of the run before, so that what was said before
 * and on a closed day is not lost; `since_last_run` begins where the last one ended.
 */
export function periodOf(
  period: Period,
  schedule: Schedule,
  business: BusinessCalendar,
  reader: Reader,
  slot: Date,
  lastEnd: Date | null
): Interval {
  const today = localDay(reader.timeZone, slot.getTime())
  const start = (day: number) => new Date(instantOf(reader.timeZone, day, 0))
  if (period === 'last_week' || period === 'last_month') {
    const found = relativePeriod(period, reader, slot)
    if (found) return found
  }
  if (period === 'since_last_run' && lastEnd) return { from: lastEnd, to: slot }
  const back = new Date(slot.getTime() - 2 * LONGEST_CLOSURE * DAY)
  const before = slotsBetween(schedule, business, reader, back, slot).filter((at) => at < slot)
  const previous = before.map((at) => localDay(reader.timeZone, at.getTime())).at(-1)
  const from = start(previous !== undefined && previous < today ? previous : today - 1)
  return { from, to: period === 'since_last_run' ? slot : start(today) }
}
