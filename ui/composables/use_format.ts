import { computed, type ComputedRef, type Ref } from 'vue'
import { useNow } from '@vueuse/core'
import type { LocalizedText } from '#core/metadata/types'
import { usePreferences } from '../stores/preferences_store.js'
import {
  formatDate,
  formatDateTime,
  formatLongDate,
  formatTime,
  type Reader,
} from '../format/dates.js'
import { localDigits } from '../format/digits.js'
import { formatDuration } from '../format/durations.js'
import { formatMoney } from '../format/money.js'
import { formatBytes, formatNumber, formatPercent, type NumberOptions } from '../format/numbers.js'
import { formatPhone } from '../format/phones.js'
import { formatRelative } from '../format/relative_time.js'

export interface Format {
  reader: Reader
  label(text: LocalizedText | undefined | null): string
  number(value: number, options?: NumberOptions): string
  percent(ratio: number, maxFraction?: number): string
  bytes(value: number): string
  duration(seconds: number): string
  date(day: string): string
  longDate(iso: string): string
  dateTime(iso: string, seconds?: boolean): string
  time(iso: string, seconds?: boolean): string
  relative(iso: string): string
  money(amount: number, currency?: string, scale?: number): string
  phone(phone: string): string
  digits(text: string): string
}

/** One clock for every relative time on the page; half a minute is as fine as the words are. */
let clock: Ref<Date> | null = null

/** Everything that turns values into text for the reader. A computed: it follows language, calendar and zone. */
export function useFormat(): ComputedRef<Format> {
  const preferences = usePreferences()
  clock ??= useNow({ interval: 30_000 })
  const now = clock
  return computed(() => makeFormat(preferences.reader, () => now.value.getTime()))
}

/** The same without Vue, for pure callers and tests. */
export function makeFormat(reader: Reader, nowMs: () => number): Format {
  const { language } = reader
  return {
    reader,
    label: (text) => text?.[language] ?? text?.en ?? '',
    number: (value, options) => formatNumber(value, language, options),
    percent: (ratio, maxFraction) => formatPercent(ratio, language, maxFraction),
    bytes: (value) => formatBytes(value, language),
    duration: (seconds) => formatDuration(seconds, language),
    date: (day) => formatDate(day, reader),
    longDate: (iso) => formatLongDate(iso, reader),
    dateTime: (iso, seconds) => formatDateTime(iso, reader, seconds),
    time: (iso, seconds) => formatTime(iso, reader, seconds),
    relative: (iso) => formatRelative(iso, nowMs(), reader),
    money: (amount, currency, scale) => formatMoney(amount, currency, language, scale),
    phone: formatPhone,
    digits: (text) => localDigits(text, language),
  }
}
