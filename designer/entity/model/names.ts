/** Names proposed from labels: what a consultant types in any of the languages becomes a permanent name. Pure. */
import { CLIENT_PREFIX, type LocalizedText } from '#core/metadata/types'

/** Persian and Arabic letters by their usual Latin ones. Short vowels are not written, so they are not guessed. */
const PERSIAN: Record<string, string> = {
  ا: 'a',
  آ: 'a',
  أ: 'a',
  إ: 'e',
  ب: 'b',
  پ: 'p',
  ت: 't',
  ث: 's',
  ج: 'j',
  چ: 'ch',
  ح: 'h',
  خ: 'kh',
  د: 'd',
  ذ: 'z',
  ر: 'r',
  ز: 'z',
  ژ: 'zh',
  س: 's',
  ش: 'sh',
  ص: 's',
  ض: 'z',
  ط: 't',
  ظ: 'z',
  ع: 'a',
  غ: 'gh',
  ف: 'f',
  ق: 'gh',
  ک: 'k',
  ك: 'k',
  گ: 'g',
  ل: 'l',
  م: 'm',
  ن: 'n',
  و: 'v',
  ه: 'h',
  ة: 'h',
  ۀ: 'h',
  ی: 'i',
  ي: 'i',
  ى: 'a',
  ئ: 'i',
  ؤ: 'v',
  ء: '',
}
const AZERBAIJANI: Record<string, string> = {
  ə: 'e',
  ı: 'i',
  ğ: 'gh',
  ş: 'sh',
  ç: 'ch',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
}
const DIGITS = '۰۱۲۳۴۵۶۷۸۹'
const ARABIC_DIGITS = '٠١٢٣٤٥٦٧٨٩'
/** Names have room for 60 characters; a shorter one leaves some for the columns behind it. */
const MAX_SLUG = 40

/** The Latin letters and digits of a text, words joined by single underscores; empty when there are none. */
export function slugOf(text: string): string {
  const latin = [...text.normalize('NFC').toLocaleLowerCase('en')].map(latinOf).join('')
  const plain = latin.normalize('NFD').replace(/\p{M}/gu, '')
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '')
  return words.join('_').slice(0, MAX_SLUG).replace(/_+$/, '')
}

function latinOf(letter: string): string {
  const digit = Math.max(DIGITS.indexOf(letter), ARABIC_DIGITS.indexOf(letter))
  if (digit >= 0) return String(digit)
  return PERSIAN[letter] ?? AZERBAIJANI[letter] ?? letter
}

/**
 * A permanent name of the client, not among those taken: `x_` and the label's letters, English before the other languages; a
 * number behind where it is taken. Without a usable label it is made of `fallback`.
 */
export function proposeName(
  label: Partial<LocalizedText>,
  taken: (name: string) => boolean,
  fallback = 'field'
): string {
  const texts = [label.en, label.fa, label.az].map((text) => slugOf(text ?? ''))
  const slug = texts.find((text) => text !== '') ?? fallback
  const first = `${CLIENT_PREFIX}${slug}`
  if (!taken(first)) return first
  for (let n = 2; ; n++) {
    const next = `${first}_${n}`
    if (!taken(next)) return next
  }
}

/** A value of a choice list, without the underscores' rules of columns but with the same letters. */
export function proposeValue(
  label: Partial<LocalizedText>,
  taken: (name: string) => boolean
): string {
  return proposeName(label, taken, 'option')
}
