/** Business hours. Plain data; isomorphic and pure: the browser previews with what the server counts with. */

/** Minutes from the beginning of the day it starts on; `to` may lie on the next day (past 1,440) but not behind it. */
export interface Hours {
  from: number
  to: number
}
export const DAY_MINUTES = 1_440

/** A day that differs from its week: closed, or with hours of its own. */
export type Holiday = { name: string; hours?: Hours[] } & (
  | { kind: 'once'; day: string }
  /** Every year, by the calendar in which the day stays the same. */
  | { kind: 'gregorian' | 'persian'; month: number; day: number }
)

export interface BusinessCalendar {
  /** IANA name. */
  timeZone: string
  /** Hours by weekday, Sunday first. */
  week: Hours[][]
  /** Of several for one day the last counts. */
  holidays: Holiday[]
}

/** What one unit says itself; what it leaves out comes from the unit above. */
export interface UnitCalendar {
  timeZone?: string
  week?: Hours[][]
  holidays?: Holiday[]
}

/** Where nobody said anything, the clock counts. */
export const ALWAYS_OPEN: BusinessCalendar = {
  timeZone: 'UTC',
  week: Array.from({ length: 7 }, () => [{ from: 0, to: DAY_MINUTES }]),
  holidays: [],
}
