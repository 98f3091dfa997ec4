/**
 * Folding: the key under which texts are compared when people search, filter by part, or sort. Two spellings that a reader
 * takes for the same text have the same key, and keys order as the Persian alphabet does. Pure and isomorphic.
 *
 * Persian letters are moved into the private use area in alphabetical order, because Unicode puts پ چ ژ گ behind all other
 * letters. Keys are for machines: they are never shown.
 */
import type { FieldTypeName } from '#core/metadata/types'

/** Longest key kept in a shadow column, in UTF-16 units: within SQL Server's index key of 1,700 bytes. */
export const FOLDED_LENGTH = 400

const PERSIAN_ALPHABET = 'ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی'
const PRIVATE_USE = 0xe000

/** Letters that stay apart under Unicode decomposition though readers take them for one. */
const VARIANTS: Record<string, string> = {
  ي: 'ی',
  ى: 'ی',
  ې: 'ی',
  ك: 'ک',
  ڪ: 'ک',
  ة: 'ه',
  ە: 'ه',
  ھ: 'ه',
  ہ: 'ه',
  ٱ: 'ا',
  ء: '',
  ـ: '',
  ı: 'i',
  ə: 'e',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ß: 'ss',
}

function letterTable(): Map<string, string> {
  const table = new Map<string, string>()
  ;[...PERSIAN_ALPHABET].forEach((letter, index) =>
    table.set(letter, String.fromCharCode(PRIVATE_USE + index))
  )
  for (const [from, to] of Object.entries(VARIANTS)) table.set(from, table.get(to) ?? to)
  for (let digit = 0; digit < 10; digit++) {
    table.set(String.fromCharCode(0x0660 + digit), String(digit))
    table.set(String.fromCharCode(0x06f0 + digit), String(digit))
  }
  return table
}

const LETTERS = letterTable()
const PLAIN = /^[\x21-\x7e]*$/
const MARKS = /\p{M}+/gu
/** Half-space, joiners, direction marks, soft hyphen. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g
const SPACES = /\s+/g
const MAPPED = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'gu')

/**
 * The key of a text: ی/ي, ک/ك, Persian and Arabic digits, case (İ, I, ı and i are one), diacritics, half-spaces and runs of
 * spaces do not matter.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(INVISIBLE, '')
    .replace(MAPPED, (letter) => LETTERS.get(letter) ?? letter)
    .replace(SPACES, ' ')
    .trim()
}

const NOT_DIGITS = /[^0-9]+/g
const LEADING_ZEROS = /^0+/

/**
 * The key of a field's value: that of its text, except for telephone numbers, where only digits count and leading zeros do
 * not, so that `0912 345` is found in `+98 912 345 6789`.
 */
export function foldedKey(type: FieldTypeName, text: string): string {
  const key = fold(text)
  const own = type === 'phone' ? key.replace(NOT_DIGITS, '').replace(LEADING_ZEROS, '') : key
  return own.length > FOLDED_LENGTH ? own.slice(0, FOLDED_LENGTH) : own
}

/** What people write between the digits of a telephone number. */
const NUMBER_MARKS = /^[-+()./*#\s0-9]*$/

/**
 * The key by which a typed text is looked for in a field, or '' where it can be in no value of it: a word such as `row_24` is no part
 * of a telephone number, though there is 24 in it.
 */
export function soughtKey(type: FieldTypeName, text: string): string {
  if (type === 'phone' && !NUMBER_MARKS.test(fold(text))) return ''
  return foldedKey(type, text)
}

/** The words of a quick search, folded; at most `max` of them. */
export function searchWords(text: string, max: number): string[] {
  return fold(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, max)
}
