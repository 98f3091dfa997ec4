import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import { allowedNumber } from './numbering_plan.js'

/** Shorter runs of digits are extensions and service codes, not numbers of people. */
const SHORTEST = 5
/** E.164 allows 15 digits; longer runs are something else (card numbers, IBANs). */
const LONGEST = 15

const PERSIAN_ZERO = 0x06f0
const ARABIC_ZERO = 0x0660
/** Spaces that text from documents brings along: no-break, thin, zero-width, direction marks. */
const INVISIBLE = /[\u00a0\u2000-\u200f\u202a-\u202f\u2060\u2066-\u2069\ufeff]/g
/** An extension at the end, in the ways people write it. It says nothing about who calls. */
const EXTENSION =
  /(?:\s*(?:;ext=|ext\.?|extn\.?|extension|x|#|داخلی|داخلي|daxili)\s*[.:]?\s*\d{1,7})\s*$/i
/** Nothing but digits. */
const BARE = /^\+?[0-9]+$/
/** Everything that people write between the digits. */
const PUNCTUATION = /[\s()[\]{}.,/\\\-–—_‐‑'"`~*]/g

/**
 * Latin digits for Persian and Arabic ones.
 */
export function latinDigits(text: string): string {
  return text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => {
    const code = digit.charCodeAt(0)
    return String(code - (code >= PERSIAN_ZERO ? PERSIAN_ZERO : ARABIC_ZERO))
  })
}

/**
 * The one form under which a phone number is stored in the index and looked up, or null where the text is no number
 * (`anonymous`, an extension, empty).
 *
 * - A number that its country's plan allows becomes E.164: `0912 345 6789`, `+98 912…`, `0098912…`, `98912…` and
 *   `۰۹۱۲۳۴۵۶۷۸۹` are one.
 * - One that no plan allows but that is written with a country code or the country's trunk prefix and has a possible length
 *   becomes E.164 too, so that its spellings still meet (numbering plans grow faster than libraries).
 * - Anything else is its digits, so that it matches as typed: `977-806-9726` → `9778069726`.
 *
 * @param region two-letter country of numbers without a country code
 */
export function normalisePhone(text: string, region = 'IR'): string | null {
  const compact = BARE.test(text) ? text : cleaned(text)
  if (!BARE.test(compact)) return null
  const dialled = compact.startsWith('00') ? `+${compact.slice(2)}` : compact
  const digits = dialled.replace('+', '')
  if (digits.length < SHORTEST || digits.length > LONGEST) return null

  return allowedNumber(dialled, region) ?? closerLook(dialled, digits, region)
}

/** Latin digits only, without what people write between them and without an extension. */
function cleaned(text: string): string {
  const plain = latinDigits(text).replace(INVISIBLE, ' ').trim().replace(EXTENSION, '')
  return plain.replace(/^tel:/i, '').replace(PUNCTUATION, '')
}

function closerLook(dialled: string, digits: string, region: string): string {
  const parsed = parsePhoneNumberFromString(dialled, region as CountryCode)
  if (parsed === undefined) return digits
  if (parsed.isValid()) return parsed.number
  const explicit = dialled.startsWith('+') || dialled.startsWith('0')
  const whole = !parsed.nationalNumber.startsWith('0')
  return explicit && whole && parsed.isPossible() ? parsed.number : digits
}
