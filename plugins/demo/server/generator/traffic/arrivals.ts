import { HOUR, MINUTE, at, bankWeekday, type Day } from '../days.js'
import type { Random } from '../random.js'

/** Calls on an average full day. */
const CALLS_A_DAY = 205
/** Saturday, after the weekend, is busiest; Thursday ends at 13:00; Friday is closed. */
const BY_WEEKDAY = [1.35, 1.1, 1, 0.95, 0.95, 0.5, 0]
/** Share of the day's calls by hour from 8:00; people eat between 12 and 14. */
const BY_HOUR: Record<number, number> = {
  8: 0.09,
  9: 0.135,
  10: 0.16,
  11: 0.15,
  12: 0.095,
  13: 0.08,
  14: 0.115,
  15: 0.1,
  16: 0.075,
}

export interface OpeningHours {
  opens: number
  closes: number
}

/** When the contact centre answers on that day; null on Fridays. */
export function openingHours(day: Day): OpeningHours | null {
  const weekday = bankWeekday(day)
  if (weekday === 6) return null
  return { opens: at(day, 8), closes: at(day, weekday === 5 ? 13 : 17) }
}

/** Moments at which calls come in while it is open: a Poisson process whose rate changes by hour. */
export function arrivals(random: Random, day: Day): number[] {
  const hours = openingHours(day)
  if (!hours) return []
  const busy = (BY_WEEKDAY[bankWeekday(day)] ?? 1) * Math.max(0.75, random.normal(1, 0.08))
  const moments: number[] = []
  for (const [hour, share] of Object.entries(BY_HOUR)) {
    const begins = at(day, Number(hour))
    if (begins >= hours.closes) continue
    const mean = HOUR / (CALLS_A_DAY * busy * share)
    let moment = begins + random.exponential(mean)
    while (moment < Math.min(begins + HOUR, hours.closes)) {
      moments.push(Math.floor(moment))
      moment += random.exponential(mean)
    }
  }
  return moments
}

/** A few people try outside the opening hours and hear a message. */
export function lateArrivals(random: Random, day: Day): number[] {
  const hours = openingHours(day)
  const opens = hours?.opens ?? at(day, 12)
  const closes = hours?.closes ?? at(day, 12)
  const count = Math.max(0, Math.round(random.normal(7, 3)))
  return Array.from({ length: count }, () =>
    random.chance(0.35)
      ? opens - Math.floor(random.next() * 80) * MINUTE
      : closes + Math.floor(5 + random.next() * 240) * MINUTE
  ).sort((a, b) => a - b)
}
