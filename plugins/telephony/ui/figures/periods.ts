import { startOfMonth, startOfWeek, type CalendarDate } from '@internationalized/date'

export const PERIODS = [
  'today',
  'yesterday',
  'this_week',
  'last_7_days',
  'this_month',
  'last_30_days',
] as const
export type Period = (typeof PERIODS)[number]

/** What a period means on a given day: first and last day, both included, `YYYY-MM-DD` of the Gregorian calendar. */
export interface DayRange {
  from: string
  to: string
}

/**
 * Resolves a named period. `today` is in the reader's calendar, so that "this month" is a Jalali month for who reads Jalali;
 * `locale` says on which day a week begins.
 */
export function periodRange(
  period: Period,
  today: CalendarDate,
  locale: string,
  toGregorian: (day: CalendarDate) => string
): DayRange {
  const range = (from: CalendarDate, to: CalendarDate) => ({
    from: toGregorian(from),
    to: toGregorian(to),
  })
  switch (period) {
    case 'today':
      return range(today, today)
    case 'yesterday':
      return range(today.subtract({ days: 1 }), today.subtract({ days: 1 }))
    case 'this_week':
      return range(startOfWeek(today, locale), today)
    case 'last_7_days':
      return range(today.subtract({ days: 6 }), today)
    case 'this_month':
      return range(startOfMonth(today), today)
    case 'last_30_days':
      return range(today.subtract({ days: 29 }), today)
  }
}

/** Hours × ISO weekdays from rows grouped by both: `cells[weekday − 1][hour]`. */
export function weekdayHourCells(
  rows: readonly {
    group: Record<string, string | number | null>
    kpis: Record<string, number | null>
  }[],
  kpi: string
): (number | null)[][] {
  const cells: (number | null)[][] = Array.from({ length: 7 }, () =>
    Array<number | null>(24).fill(null)
  )
  for (const row of rows) {
    const weekday = Number(row.group.localWeekday)
    const hour = Number(row.group.localHour)
    const line = cells[weekday - 1]
    if (line && hour >= 0 && hour < 24) line[hour] = row.kpis[kpi] ?? null
  }
  return cells
}
