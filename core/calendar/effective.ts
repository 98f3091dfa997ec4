import {
  ALWAYS_OPEN,
  DAY_MINUTES,
  type BusinessCalendar,
  type Hours,
  type UnitCalendar,
} from '#core/calendar/types'

/**
 * The calendar of a unit from what it and those above it say, the outermost first: zone and week of the nearest that has one,
 * holidays of all, of which for one day the nearest counts. Pure.
 */
export function effectiveCalendar(chain: readonly (UnitCalendar | undefined)[]): BusinessCalendar {
  const said = chain.filter((one) => one !== undefined)
  return {
    timeZone: said.findLast(({ timeZone }) => timeZone)?.timeZone ?? ALWAYS_OPEN.timeZone,
    week: said.findLast(({ week }) => week)?.week ?? ALWAYS_OPEN.week,
    holidays: said.flatMap(({ holidays }) => holidays ?? []),
  }
}

/** The units from the outermost to the one asked for; a circle, should one be stored, ends. */
export function chainOf(
  units: readonly { id: number; parent: number | null }[],
  unit: number | null
): number[] {
  const parents = new Map(units.map(({ id, parent }) => [id, parent]))
  const chain: number[] = []
  for (let at = unit; at !== null && !chain.includes(at); at = parents.get(at) ?? null)
    chain.unshift(at)
  return chain
}

export interface CalendarFault {
  path: string
  code: 'E_CALENDAR_ZONE' | 'E_CALENDAR_WEEK' | 'E_CALENDAR_HOURS' | 'E_CALENDAR_DAY'
}

/** Everything wrong with what a unit says. */
export function calendarFaults({ timeZone, week, holidays = [] }: UnitCalendar): CalendarFault[] {
  const faults: CalendarFault[] = []
  if (timeZone !== undefined && !isZone(timeZone)) {
    faults.push({ path: 'timeZone', code: 'E_CALENDAR_ZONE' })
  }
  if (week && week.length !== 7) faults.push({ path: 'week', code: 'E_CALENDAR_WEEK' })
  for (const [day, hours] of (week ?? []).entries()) {
    if (!areHours(hours)) faults.push({ path: `week.${day}`, code: 'E_CALENDAR_HOURS' })
  }
  for (const [at, holiday] of holidays.entries()) {
    if (holiday.hours && !areHours(holiday.hours)) {
      faults.push({ path: `holidays.${at}.hours`, code: 'E_CALENDAR_HOURS' })
    }
    const fine =
      holiday.kind === 'once'
        ? isDay(holiday.day)
        : holiday.month >= 1 && holiday.month <= 12 && holiday.day >= 1 && holiday.day <= 31
    if (!fine) faults.push({ path: `holidays.${at}.day`, code: 'E_CALENDAR_DAY' })
  }
  return faults
}

/** Each begins on its day and ends after it began, on the next day at the latest. */
function areHours(hours: readonly Hours[]): boolean {
  return hours.every(
    ({ from, to }) =>
      Number.isInteger(from) &&
      Number.isInteger(to) &&
      from >= 0 &&
      from < DAY_MINUTES &&
      to > from &&
      to <= from + DAY_MINUTES
  )
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00.000Z`)
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(at.getTime()) &&
    at.toISOString().startsWith(text)
  )
}
