import type { Format } from '#ui/composables/use_format.js'
import type { KpiUnit } from '../api/figures.js'

/** A key figure as text in the reader's language; a dash where it is not defined (nothing to divide by). */
export function kpiText(format: Format, value: number | null | undefined, unit: KpiUnit): string {
  if (value === null || value === undefined) return '–'
  switch (unit) {
    case 'ratio':
      return format.percent(value, 1)
    case 'seconds':
      return format.duration(Math.round(value))
    case 'milliseconds':
      return format.duration(Math.round(value / 1000))
    case 'number':
      return format.number(Math.round(value * 10) / 10)
    case 'count':
      return format.number(value)
  }
}
