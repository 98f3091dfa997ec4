import { bucketOf, type Reader } from '#core/records/query/periods'
import type { TrendStep } from '../kernel/report.js'

const DAY_MS = 86_400_000
/** Days after which the next bucket has surely begun, and the one after it not. */
const REACH: Record<TrendStep, number> = { day: 1, week: 7, month: 33 }
/** More points than a chart can show. */
export const MOST_BUCKETS = 400

/** Days, weeks or months that the days from `from` to `to` lie in, in the reader's calendar, each by its first day. Pure. */
export function bucketsOf(
  from: string,
  to: string,
  step: TrendStep,
  reader: Reader
): { start: string; next: string }[] {
  const found: { start: string; next: string }[] = []
  let start = bucketOf(from, step, reader)
  while (start <= to && found.length < MOST_BUCKETS) {
    const next = bucketOf(plusDays(start, REACH[step]), step, reader)
    found.push({ start, next })
    start = next
  }
  return found
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
