/**
 * Days and moments of the demo bank, which lives in Tehran (UTC+03:30, no summer time since 2022). Moments are milliseconds
 * since 1970-01-01T00:00:00Z.
 */
export const TIME_ZONE = 'Asia/Tehran'
const OFFSET = 3.5 * 3_600_000
export const SECOND = 1000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** `YYYY-MM-DD` of the bank's day. */
export type Day = string

/** Midnight, bank time, at which the day begins. */
export function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET
}

export function dayOf(moment: number): Day {
  return new Date(moment + OFFSET).toISOString().slice(0, 10)
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** 0 = Saturday, the first day of the bank's week, … 5 = Thursday, 6 = Friday. */
export function bankWeekday(day: Day): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 1) % 7
}

/** Hour and minute of the bank's day as a moment. */
export function at(day: Day, hour: number, minute = 0): number {
  return startOf(day) + hour * HOUR + minute * MINUTE
}

/** `YYYY-MM-DD HH:MM:SS` on the bank's clock, as a PBX writes it. */
export function localText(moment: number): string {
  return new Date(moment + OFFSET).toISOString().slice(0, 19).replace('T', ' ')
}

/** The same with microseconds. */
export function localMicroText(moment: number, micros = 0): string {
  const milliseconds = new Date(moment + OFFSET).toISOString().slice(20, 23)
  return `${localText(moment)}.${milliseconds}${String(micros % 1000).padStart(3, '0')}`
}

export function iso(moment: number): string {
  return new Date(moment).toISOString()
}
