import {
  formatDateTime,
  formatInstantDate,
  formatLongDate,
  formatTime,
  type Reader,
} from '#ui/format/dates.js'
import type { Period } from '../../server/kernel/trial.js'

const comma = ({ language }: Reader): string => (language === 'fa' ? '، ' : ', ')

/** `Sunday 29 November 2026, 07:00`. */
export const slotText = (iso: string, reader: Reader): string =>
  `${formatLongDate(iso, reader)}${comma(reader)}${formatTime(iso, reader)}`

/** Whole days as days (the last one included), else both moments. */
export function periodText({ from, to }: Period, reader: Reader): string {
  const midnight = (iso: string) => formatTime(iso, { ...reader, language: 'en' }) === '00:00'
  if (!midnight(from) || !midnight(to))
    return `${formatDateTime(from, reader)} – ${formatDateTime(to, reader)}`
  const last = new Date(Date.parse(to) - 1).toISOString()
  const [first, end] = [formatInstantDate(from, reader), formatInstantDate(last, reader)]
  return first === end ? first : `${first} – ${end}`
}
