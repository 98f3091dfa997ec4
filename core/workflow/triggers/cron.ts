import { instantOf as instantInZone, localDay } from '#core/calendar/zone'

/** Minutes, hours, days of the month, months, days of the week (0 is Sunday), as sets. */
export interface Cron {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  days: ReadonlySet<number>
  months: ReadonlySet<number>
  weekdays: ReadonlySet<number>
  /** Both days of the month and days of the week are given: then either counts, as cron has always had it. */
  either: boolean
}

const FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const
/** A day that comes once in a leap year's cycle, and no longer. */
const HORIZON_DAYS = 366 * 8

function readField(text: string, [least, most]: readonly [number, number]): Set<number> | null {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part)
    if (!match) return null
    const [, all, from, to, every] = match
    const step = Number(every ?? 1)
    const start = all ? least : Number(from)
    const end = all ? most : to !== undefined ? Number(to) : every ? most : start
    if (step < 1 || start < least || end > most || start > end) return null
    for (let value = start; value <= end; value += step) values.add(value)
  }
  return values
}

/** The five fields of cron: numbers, ranges, lists, steps. Null for what is none. Pure. */
export function readCron(text: string): Cron | null {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== 5) return null
  const fields = FIELDS.map((bounds, at) => readField(parts[at] ?? '', bounds))
  const [minutes, hours, days, months, weekdays] = fields
  if (!minutes || !hours || !days || !months || !weekdays) return null
  if (weekdays.has(7)) weekdays.add(0)
  const either = parts[2] !== '*' && parts[4] !== '*'
  return { minutes, hours, days, months, weekdays, either }
}

function fitsDay(cron: Cron, epochDay: number): boolean {
  const date = new Date(epochDay * 86_400_000)
  if (!cron.months.has(date.getUTCMonth() + 1)) return false
  const day = cron.days.has(date.getUTCDate())
  const weekday = cron.weekdays.has(date.getUTCDay())
  return cron.either ? day || weekday : day && weekday
}

/** The first instant after `after` that fits, by the clock of a time zone; null where none comes. Pure. */
export function nextCron(cron: Cron, after: Date, timeZone: string): Date | null {
  const first = localDay(timeZone, after.getTime())
  for (let day = first; day <= first + HORIZON_DAYS; day++) {
    if (!fitsDay(cron, day)) continue
    for (const hour of [...cron.hours].sort((a, b) => a - b)) {
      for (const minute of [...cron.minutes].sort((a, b) => a - b)) {
        const at = instantInZone(timeZone, day, hour * 60 + minute)
        if (at > after.getTime()) return new Date(at)
      }
    }
  }
  return null
}
