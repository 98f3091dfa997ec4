/** Wall clocks of time zones. Pure: no clock of its own. */
const formats = new Map<string, Intl.DateTimeFormat>()
const MINUTE = 60_000
const DAY = 86_400_000

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
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

/** Milliseconds by which the wall clock of a zone is ahead of UTC at an instant. */
export function offsetAt(timeZone: string, at: number): number {
  const whole = Math.floor(at / 1_000) * 1_000
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(whole)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

/** The day of the wall clock at an instant, counted from 1970-01-01. */
export function localDay(timeZone: string, at: number): number {
  return Math.floor((at + offsetAt(timeZone, at)) / DAY)
}

/**
 * The instant at which the wall clock shows a minute of a day. A time that is skipped (clocks go forward) is the moment of the
 * change, one that comes twice is the first: so a later minute never is an earlier instant.
 */
export function instantOf(timeZone: string, epochDay: number, minutes: number): number {
  const wall = epochDay * DAY + minutes * MINUTE
  const offsets = [offsetAt(timeZone, wall - DAY), offsetAt(timeZone, wall + DAY)]
  const fitting = offsets
    .map((offset) => wall - offset)
    .filter((at) => at + offsetAt(timeZone, at) === wall)
  if (fitting.length > 0) return Math.min(...fitting)
  let before = wall - Math.max(...offsets)
  let after = wall - Math.min(...offsets)
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000
    if (middle + offsetAt(timeZone, middle) < wall) before = middle
    else after = middle
  }
  return after
}
