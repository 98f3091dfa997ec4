import {
  endOfMonth,
  startOfMonth,
  startOfWeek,
  startOfYear,
  type CalendarDate,
} from '@internationalized/date'
import type { TrendStep } from '../../server/kernel/report.js'

export const REPORT_PERIODS = [
  'this_week',
  'this_month',
  'last_month',
  'last_30_days',
  'last_90_days',
  'this_year',
] as const
export type ReportPeriod = (typeof REPORT_PERIODS)[number]

/**
 * First and last day of a named period, `YYYY-MM-DD`. `today` is in the reader's calendar, so that a month is a Jalali month for who
 * reads Jalali; `locale` says on which day a week begins.
 */
export function reportRange(
  period: ReportPeriod,
  today: CalendarDate,
  locale: string,
  toGregorian: (day: CalendarDate) => string
): { from: string; to: string } {
  const range = (from: CalendarDate, to: CalendarDate) => ({
    from: toGregorian(from),
    to: toGregorian(to),
  })
  switch (period) {
    case 'this_week':
      return range(startOfWeek(today, locale), today)
    case 'this_month':
      return range(startOfMonth(today), today)
    case 'last_month': {
      const last = startOfMonth(today).subtract({ days: 1 })
      return range(startOfMonth(last), endOfMonth(last))
    }
    case 'last_30_days':
      return range(today.subtract({ days: 29 }), today)
    case 'last_90_days':
      return range(today.subtract({ days: 89 }), today)
    case 'this_year':
      return range(startOfYear(today), today)
  }
}

const DAY_MS = 86_400_000

/** The step that gives a trend of the period about a dozen points. */
export function stepFor({ from, to }: { from: string; to: string }): TrendStep {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (days <= 21) return 'day'
  return days <= 150 ? 'week' : 'month'
}
