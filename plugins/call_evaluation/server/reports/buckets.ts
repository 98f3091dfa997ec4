import { bucketAfter, bucketOf, type Reader } from '#core/records/query/periods'
import type { TrendStep } from '../kernel/report.js'

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
    const next = bucketAfter(start, step, reader)
    found.push({ start, next })
    start = next
  }
  return found
}
