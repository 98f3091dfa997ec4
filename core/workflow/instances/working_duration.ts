import type { BusinessCalendar } from '#core/calendar/types'

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** Minutes of the longest ordinary day of the week: what people mean by a working day. */
function dayMinutes({ week }: BusinessCalendar): number {
  const lengths = week.map((hours) => hours.reduce((sum, { from, to }) => sum + to - from, 0))
  return Math.max(...lengths, 0)
}

/**
 * Working seconds of an ISO 8601 duration: hours and minutes are what they are, a day is a working day of the calendar, a week as
 * many as it has open days. Months have no working time. Null for what is no such duration. Pure.
 */
export function workingSeconds(calendar: BusinessCalendar, duration: string): number | null {
  const match = DURATION.exec(duration)
  if (!match || duration.endsWith('P') || duration.endsWith('T')) return null
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  const openDays = calendar.week.filter((open) => open.length > 0).length
  const working = (weeks * openDays + days) * dayMinutes(calendar)
  return (working + hours * 60 + minutes) * 60 + seconds
}
