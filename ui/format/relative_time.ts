import type { Language } from '#core/metadata/types'
import { formatNumber } from './numbers.js'
import { formatInstantDate, type Reader } from './dates.js'

type Unit = 'minute' | 'hour' | 'day'
const WORDS: Record<
  Language,
  {
    now: string
    past: Record<Unit, (n: string, one: boolean) => string>
    future: Record<Unit, (n: string, one: boolean) => string>
  }
> = {
  en: {
    now: 'just now',
    past: {
      minute: (n) => `${n} min ago`,
      hour: (n) => `${n} h ago`,
      day: (n, one) => (one ? 'yesterday' : `${n} days ago`),
    },
    future: {
      minute: (n) => `in ${n} min`,
      hour: (n) => `in ${n} h`,
      day: (n, one) => (one ? 'tomorrow' : `in ${n} days`),
    },
  },
  fa: {
    now: 'همین حالا',
    past: {
      minute: (n) => `${n} دقیقه پیش`,
      hour: (n) => `${n} ساعت پیش`,
      day: (n, one) => (one ? 'دیروز' : `${n} روز پیش`),
    },
    future: {
      minute: (n) => `${n} دقیقه دیگر`,
      hour: (n) => `${n} ساعت دیگر`,
      day: (n, one) => (one ? 'فردا' : `${n} روز دیگر`),
    },
  },
  az: {
    now: 'indicə',
    past: {
      minute: (n) => `${n} dəq əvvəl`,
      hour: (n) => `${n} saat əvvəl`,
      day: (n, one) => (one ? 'dünən' : `${n} gün əvvəl`),
    },
    future: {
      minute: (n) => `${n} dəq sonra`,
      hour: (n) => `${n} saat sonra`,
      day: (n, one) => (one ? 'sabah' : `${n} gün sonra`),
    },
  },
}

/**
 * How long ago an instant was: minutes, hours, up to seven days in words, then the date. The exact time belongs into the title
 * of the element that shows it.
 */
export function formatRelative(iso: string, nowMs: number, reader: Reader): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const words = WORDS[reader.language]
  const seconds = Math.round((at - nowMs) / 1000)
  const size = Math.abs(seconds)
  if (size < 60) return words.now
  const table = seconds < 0 ? words.past : words.future
  const say = (unit: Unit, count: number) =>
    table[unit](formatNumber(count, reader.language), count === 1)
  if (size < 3600) return say('minute', Math.floor(size / 60))
  if (size < 86_400) return say('hour', Math.floor(size / 3600))
  if (size < 7 * 86_400) return say('day', Math.floor(size / 86_400))
  return formatInstantDate(iso, reader)
}
