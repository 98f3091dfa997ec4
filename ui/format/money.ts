import type { Language } from '#core/metadata/types'
import { formatNumber } from './numbers.js'

/** Currencies whose customary unit has no fraction, although ISO 4217 lists one. */
const SCALES: Record<string, number> = {
  IRR: 0,
  IRT: 0,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  TND: 3,
}
const NAMES: Record<string, Partial<Record<Language, string>>> = {
  IRR: { en: 'IRR', fa: 'ریال', az: 'rial' },
  IRT: { en: 'Toman', fa: 'تومان', az: 'tümən' },
  AZN: { en: '₼', fa: 'منات', az: '₼' },
  USD: { en: '$', fa: 'دلار', az: '$' },
  EUR: { en: '€', fa: 'یورو', az: '€' },
}

/** Digits behind the point of a currency. */
export const moneyScale = (currency: string | undefined, scale?: number): number =>
  scale ?? SCALES[currency ?? ''] ?? 2

/** The sign or name of a currency in a language. */
export const currencyName = (currency: string, language: Language): string =>
  NAMES[currency]?.[language] ?? currency

/** An amount with its currency behind it, separated by a no-break space; the order is the same in all three languages. */
export function formatMoney(
  amount: number,
  currency: string | undefined,
  language: Language,
  scale?: number
): string {
  const digits = moneyScale(currency, scale)
  const text = formatNumber(amount, language, { minFraction: digits, maxFraction: digits })
  return currency ? `${text}\u00a0${currencyName(currency, language)}` : text
}
