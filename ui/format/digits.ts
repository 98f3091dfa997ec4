import type { Language } from '#core/metadata/types'

const PERSIAN = '۰۱۲۳۴۵۶۷۸۹'
const ARABIC = '٠١٢٣٤٥٦٧٨٩'

/** Digits of the reader's script: Persian ones in Persian, Latin ones elsewhere. */
export function localDigits(text: string, language: Language): string {
  if (language !== 'fa') return text
  return text.replace(/[0-9]/g, (digit) => PERSIAN.charAt(Number(digit)))
}

/** Latin digits for whatever a person typed: Persian, Arabic or Latin ones. */
export function latinDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => {
    const persian = PERSIAN.indexOf(digit)
    return String(persian >= 0 ? persian : ARABIC.indexOf(digit))
  })
}
