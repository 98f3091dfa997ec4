import { DAY_MINUTES, type Hours } from '#core/calendar/types'
import { latinDigits } from '../../format/digits.js'

/** Spans of a day as people enter them. Pure. */

/** To this the mouse and the arrow keys move an edge; typed times are kept to the minute. */
export const STEP = 15

const two = (value: number): string => String(value).padStart(2, '0')

/** `08:00`; the end of a span that lies on the next day is its time there. */
export function clockText(minutes: number): string {
  const within = minutes % DAY_MINUTES
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`
}

/** Reads `8`, `8:30`, `0830` or `۸:۳۰`; null for what is no time of day. 24:00 is midnight. */
export function parseClock(text: string): number | null {
  const latin = latinDigits(text).trim()
  const match = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(latin) ?? /^(\d{1,2})(\d{2})$/.exec(latin)
  if (!match) return null
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)]
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null
  return (hours * 60 + minutes) % DAY_MINUTES
}

/** A span from one time of day to another; where the second does not come after the first it lies on the next day. */
export function spanOf(from: number, to: number): Hours {
  const [start, end] = [from % DAY_MINUTES, to % DAY_MINUTES]
  return { from: start, to: end > start ? end : end + DAY_MINUTES }
}

/** In order, those that touch or overlap as one. */
export function tidied(spans: readonly Hours[]): Hours[] {
  const result: Hours[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else result.push({ ...span })
  }
  return result.map(({ from, to }) => ({ from, to: Math.min(to, from + DAY_MINUTES) }))
}

/** The span to offer next: the usual day at first, then an hour or what is left after a break; null for a full day. */
export function nextSpan(spans: readonly Hours[]): Hours | null {
  const last = tidied(spans).at(-1)
  if (!last) return { from: 480, to: 960 }
  const from = last.to + 60
  return from >= DAY_MINUTES ? null : { from, to: Math.min(from + 240, DAY_MINUTES) }
}

/**
 * Moves one edge of a span. It stays a span of at least one step and does not run into its neighbours; by mouse and arrow keys the
 * end is not moved past midnight, nor one that lies behind it changed.
 */
export function moveEdge(
  spans: readonly Hours[],
  at: number,
  edge: 'from' | 'to',
  minutes: number
): Hours[] {
  const span = spans[at]
  if (!span) return [...spans]
  const others = spans.filter((_, index) => index !== at)
  const moved = { ...span }
  if (edge === 'from') {
    const floor = Math.max(0, ...others.map(({ to }) => to).filter((to) => to <= span.from))
    moved.from = Math.min(Math.max(minutes, floor), Math.min(span.to, DAY_MINUTES) - STEP)
    moved.to = Math.min(moved.to, moved.from + DAY_MINUTES)
  } else {
    const next = others.map(({ from }) => from).filter((from) => from >= span.to)
    moved.to = Math.max(Math.min(minutes, DAY_MINUTES, ...next), span.from + STEP)
  }
  return spans.map((one, index) => (index === at ? moved : one))
}

/** Open minutes that begin in a week. */
export function weekMinutes(week: readonly (readonly Hours[])[]): number {
  const spans = week.flatMap((day) => tidied(day))
  return spans.reduce((sum, { from, to }) => sum + to - from, 0)
}
