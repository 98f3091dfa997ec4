import type { Language } from '#core/metadata/types'
import { currencyName } from '#core/text/currencies'
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
/** Digits behind the point of a currency. */
export const moneyScale = (currency: string | undefined, scale?: number): number =>
  scale ?? SCALES[currency ?? ''] ?? 2

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
