import { foldWord } from '#core/metadata/field_types/text_folding'
import type { Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'

/**
 * Exact decimals. On the wire they are JSON numbers; a double carries 15 significant digits there and back unchanged, so a
 * value may have no more: 999,999,999,999.999 with three decimals, 999,999,999,999,999 rials without.
 */
const MAX_SCALED = 999_999_999_999_999

export interface NumberRange {
  min?: number
  max?: number
}

/** The integer value × 10^scale, or null where that is not exact. `text` is plain decimal notation. */
function scaledOf(text: string, scale: number): number | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (!match || (!match[2] && !match[3])) return null
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > scale) return null
  const scaled = Number((match[2] ?? '') + fraction.padEnd(scale, '0'))
  return match[1] === '-' ? -scaled : scaled
}

/** Plain decimal notation of a number, never with an exponent. Binary noise past the 15th digit is dropped. */
function plainText(value: number): string {
  const text = String(Number(value.toPrecision(15)))
  return /e/i.test(text) ? value.toFixed(20).replace(/0+$/, '') : text
}

export function parseExact(value: Json, scale: number, range: NumberRange): Parsed {
  const text = typeof value === 'number' ? plainText(value) : value
  if (typeof text !== 'string') return { code: 'E_INVALID_NUMBER' }
  return exactFromText(text, scale, range)
}

/** Reads a number with thousands separators and digits of any script. `1,234.5`, `1 234.5` and `۱٬۲۳۴٫۵` are the same. */
export function exactFromText(text: string, scale: number, range: NumberRange): Parsed {
  const folded = foldWord(text)
  if (folded === '') return { value: null }
  const plain = plainNumber(folded)
  if (plain === null) return { code: 'E_INVALID_NUMBER' }
  const scaled = scaledOf(plain, scale)
  if (scaled === null) {
    return scale === 0
      ? { code: 'E_NOT_INTEGER' }
      : { code: 'E_TOO_MANY_DECIMALS', params: { scale } }
  }
  return checkRange(scaled, scale, range)
}

/** Removes separators of thousands where they stand right, so that `1,5` (a decimal comma) is refused and not read as 15. */
function plainNumber(folded: string): string | null {
  const text = folded
    .replace(/\u066B/g, '.')
    .replace(/[\u066C\u060C]/g, ',')
    .replace(/\u2212/g, '-')
  if (/^[+-]?\d+(\.\d*)?$|^[+-]?\.\d+$/.test(text)) return text
  if (/^[+-]?\d{1,3}([, '])\d{3}(\1\d{3})*(\.\d*)?$/.test(text)) return text.replace(/[, ']/g, '')
  return null
}

function checkRange(scaled: number, scale: number, { min, max }: NumberRange): Parsed {
  const value = fromScaled(scaled, scale)
  if (min !== undefined && value < min) return { code: 'E_NUMBER_TOO_SMALL', params: { min } }
  if (max !== undefined && value > max) return { code: 'E_NUMBER_TOO_LARGE', params: { max } }
  if (Math.abs(scaled) > MAX_SCALED) {
    const limit = MAX_SCALED / 10 ** scale
    return scaled < 0
      ? { code: 'E_NUMBER_TOO_SMALL', params: { min: -limit } }
      : { code: 'E_NUMBER_TOO_LARGE', params: { max: limit } }
  }
  return { value }
}

/** The wire number of a scaled integer: correctly rounded, hence exact to 15 digits. */
export function fromScaled(scaled: number, scale: number): number {
  return scale === 0 ? scaled + 0 : scaled / 10 ** scale
}

/** The scaled integer of a wire number. */
export function toScaled(value: number, scale: number): number {
  return Math.round(Number((value * 10 ** scale).toPrecision(15)))
}
