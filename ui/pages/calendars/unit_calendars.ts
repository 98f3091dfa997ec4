import { chainOf, effectiveCalendar } from '#core/calendar/effective'
import type { BusinessCalendar, Holiday, UnitCalendar } from '#core/calendar/types'
import { ORGANISATION, type CalendarUnit, type UnitCalendars } from '../../api/calendars.js'
import { unitLines } from '../admin/units/unit_tree.js'
import { tidied } from './hours.js'

/** What a unit says, and what it is given by those above. Pure. */

export interface CalendarLine {
  /** 0 is the organisation. */
  unit: number
  name: string
  depth: number
  /** Says something itself. */
  own: boolean
}

/** The organisation, then the units below their parents. */
export function calendarLines({ calendars, units }: UnitCalendars, all: string): CalendarLine[] {
  const own = new Set(calendars.map(({ unit }) => unit))
  const withCode = units.map((unit) => ({ ...unit, code: null, version: 0 }))
  const below = unitLines(withCode).map(({ unit: { id, name }, depth }) => ({
    unit: id,
    name,
    depth: depth + 1,
    own: own.has(id),
  }))
  return [{ unit: ORGANISATION, name: all, depth: 0, own: own.has(ORGANISATION) }, ...below]
}

/** What a unit says itself: without its number and version. */
export function saidBy({ calendars }: UnitCalendars, unit: number): UnitCalendar {
  const { timeZone, week, holidays } = calendars.find((one) => one.unit === unit) ?? {}
  return {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(week === undefined ? {} : { week }),
    ...(holidays === undefined ? {} : { holidays }),
  }
}
export const versionOf = ({ calendars }: UnitCalendars, unit: number): number =>
  calendars.find((one) => one.unit === unit)?.version ?? 0

/** The units above one, the outermost first; of the organisation none. */
export function above(units: readonly CalendarUnit[], unit: number): number[] {
  if (unit === ORGANISATION) return []
  return [ORGANISATION, ...chainOf(units, unit).slice(0, -1)]
}

/** What counts for a unit when it says this. */
export function effectiveWith(
  stored: UnitCalendars,
  unit: number,
  said: UnitCalendar
): BusinessCalendar {
  const chain = above(stored.units, unit).map((one) => saidBy(stored, one))
  return effectiveCalendar([...chain, said])
}

/** Holidays of the units above, each with the unit that says it. */
export function inheritedHolidays(
  stored: UnitCalendars,
  unit: number
): { unit: number; holiday: Holiday }[] {
  return above(stored.units, unit).flatMap((one) =>
    (saidBy(stored, one).holidays ?? []).map((holiday) => ({ unit: one, holiday }))
  )
}

/** As it is stored: hours in order, and no list of holidays where there are none. */
export function prepared({ timeZone, week, holidays }: UnitCalendar): UnitCalendar {
  return {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(week === undefined ? {} : { week: week.map(tidied) }),
    ...(holidays?.length ? { holidays } : {}),
  }
}

export const sameCalendar = (a: UnitCalendar, b: UnitCalendar): boolean =>
  JSON.stringify(prepared(a)) === JSON.stringify(prepared(b))
