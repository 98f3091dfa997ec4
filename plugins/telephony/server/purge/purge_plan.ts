import { DateTime } from 'luxon'

/** Rows before this moment may go: that many whole calendar months before `now`, at the start of the day, on the PBX's clock. Pure. */
export function purgeCutoff(now: Date, months: number, timeZone: string): string {
  return DateTime.fromJSDate(now, { zone: timeZone })
    .minus({ months })
    .startOf('day')
    .toFormat('yyyy-MM-dd HH:mm:ss')
}

/** The same moment as epoch seconds, for queue logs that keep those. */
export function epochOf(cutoff: string, timeZone: string): string {
  const moment = DateTime.fromFormat(cutoff, 'yyyy-MM-dd HH:mm:ss', { zone: timeZone })
  return String(Math.floor(moment.toSeconds()))
}
