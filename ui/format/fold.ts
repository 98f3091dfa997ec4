import { latinDigits } from './digits.js'

/**
 * The form in which texts are compared when searching in the browser: ي/ی, ك/ک, half-space, Arabic marks, Persian digits and
 * case fold to one; Azerbaijani İ and ı both fold to i.
 */
export function fold(text: string): string {
  return latinDigits(text)
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[أإآ]/g, 'ا')
    .replace(/[\u200c\u200d\u064b-\u0652\u0640]/g, '')
    .replace(/[İIı]/g, 'i')
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}
