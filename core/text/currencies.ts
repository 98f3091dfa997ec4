import type { Language } from '#core/metadata/types'

const NAMES: Record<string, Partial<Record<Language, string>>> = {
  IRR: { en: 'IRR', fa: 'ریال', az: 'rial' },
  IRT: { en: 'Toman', fa: 'تومان', az: 'tümən' },
  AZN: { en: '₼', fa: 'منات', az: '₼' },
  USD: { en: '$', fa: 'دلار', az: '$' },
  EUR: { en: '€', fa: 'یورو', az: '€' },
}

/** The sign or name of a currency in a language. */
export const currencyName = (currency: string, language: Language): string =>
  NAMES[currency]?.[language] ?? currency
