import type { Format } from '#ui/composables/use_format.js'
import { WEEKDAY_NAMES } from '#ui/format/calendar_names.js'

/** A stratum as people say it. Pure. */
export function stratumText(
  by: string,
  value: string,
  format: Format,
  t: (key: string) => string
): string {
  if (value === '') return t('qa_sampling.coverage.none')
  if (by === 'hour') return format.digits(`${value}:00`)
  if (by === 'weekday') return WEEKDAY_NAMES[format.reader.language][Number(value) % 7] ?? value
  if (by === 'direction') return t(`qa_sampling.direction.${value}`)
  return value
}
