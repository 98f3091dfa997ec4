import type { Language } from '#core/metadata/types'
import { latinDigits, localDigits } from './digits.js'

/** Group and decimal signs by language, as its newspapers print them (CLDR). */
const SIGNS: Record<
  Language,
  { group: string; decimal: string; percent: (text: string) => string }
> = {
  en: { group: ',', decimal: '.', percent: (text) => `${text}%` },
  fa: { group: '٬', decimal: '٫', percent: (text) => `${text}٪` },
  az: { group: '.', decimal: ',', percent: (text) => `${text}%` },
}

export interface NumberOptions {
  /** Digits behind the point, at least and at most. Default 0 to 6. */
  minFraction?: number
  maxFraction?: number
  group?: boolean
}

/** Formats through fixed tables rather than the browser's locale data, of which Azerbaijani is missing in some. */
export function formatNumber(
  value: number,
  language: Language,
  options: NumberOptions = {}
): string {
  if (!Number.isFinite(value)) return '–'
  const { minFraction = 0, maxFraction = Math.max(6, minFraction), group = true } = options
  const latin = new Intl.NumberFormat('en', {
    minimumFractionDigits: minFraction,
    maximumFractionDigits: maxFraction,
    useGrouping: group,
  }).format(value)
  return localiseNumber(latin, language)
}

/** `1,234.5` (English signs) in the signs and digits of the language; the minus sign becomes the true one. */
export function localiseNumber(latin: string, language: Language): string {
  const { group, decimal } = SIGNS[language]
  const signed = latin
    .replace(/[,.]/g, (sign) => (sign === ',' ? group : decimal))
    .replace('-', '−')
  return localDigits(signed, language)
}

/** A ratio (0–1) as per cent with at most one digit behind the point. */
export function formatPercent(ratio: number, language: Language, maxFraction = 1): string {
  /** Twelve digits are exact enough to take away the noise of binary fractions (0.8765 × 100 = 87.64999…). */
  const percent = Number((ratio * 100).toPrecision(12))
  return SIGNS[language].percent(formatNumber(percent, language, { maxFraction }))
}

/** Sizes of files: binary steps, one digit behind the point from a kilobyte on. */
export function formatBytes(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const text = formatNumber(value, language, { maxFraction: unit === 0 ? 0 : 1 })
  return `${text} ${units[unit] ?? ''}`
}

/**
 * Reads a number typed by a person in any of the three languages: Persian digits, `٬ , . ٫ '` and spaces as group signs,
 * `٫` or the last single sign as the decimal point. Returns null for what is not a number.
 */
export function parseNumber(text: string, language: Language): number | null {
  const latin = latinDigits(text)
    .replace(/[\s\u00a0\u202f'’٬]/g, '')
    .replace(/[−–]/g, '-')
  const { decimal } = SIGNS[language]
  const normal = latin.includes('٫')
    ? latin.replace(/[,.]/g, '').replace('٫', '.')
    : decimal === ','
      ? latin.replace(/\.(?=\d{3}(\D|$))/g, '').replace(',', '.')
      : latin.replace(/,/g, '')
  return /^-?(\d+\.?\d*|\.\d+)$/.test(normal) ? Number(normal) : null
}
