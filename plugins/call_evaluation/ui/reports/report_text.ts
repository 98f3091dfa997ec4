import type { Format } from '#ui/composables/use_format.js'
import { MONTH_NAMES } from '#ui/format/calendar_names.js'
import { calendarOf, parseDay } from '#ui/format/dates.js'
import { toCalendar } from '@internationalized/date'
import type { TrendStep } from '../../server/kernel/report.js'

/** `count` whole, `percent` of 0–100, `share` of 0–1, `points` with their sign, `number` with two digits. */
export type FigureKind = 'count' | 'percent' | 'share' | 'points' | 'number'

/** A figure as text in the reader's language; a dash where there is none. */
export function figureText(
  format: Format,
  value: number | null | undefined,
  kind: FigureKind
): string {
  if (value === null || value === undefined) return '–'
  switch (kind) {
    case 'count':
      return format.number(value)
    case 'percent':
      return format.number(value, { minFraction: 1, maxFraction: 1 })
    case 'share':
      return format.percent(value, 1)
    case 'points': {
      const sign = Math.round(value * 10) > 0 ? '+' : ''
      return signed(`${sign}${format.number(value, { minFraction: 1, maxFraction: 1 })}`)
    }
    case 'number':
      return signed(format.number(value, { minFraction: 2, maxFraction: 2 }))
  }
}

/** Kept together from left to right: in Persian text the sign would go to the other end of the number. */
const signed = (text: string): string => `\u2066${text}\u2069`

/** A day, the week that begins with it, or the month. */
export function stepText(format: Format, day: string, step: TrendStep): string {
  const date = step === 'month' ? parseDay(day) : null
  if (!date) return format.date(day)
  const { calendar, language } = format.reader
  const local = toCalendar(date, calendarOf(calendar))
  const name = MONTH_NAMES[calendar][language][local.month - 1] ?? ''
  return `${name} ${format.digits(String(local.year))}`
}
