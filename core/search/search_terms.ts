/**
 * From texts to the words of the search index, and from what is typed to the words that are looked for. Both sides are folded
 * in the same way (core/records/folding.ts), so that what one keyboard wrote another finds. Pure.
 */
import type { FieldTypeName } from '#core/metadata/types'
import { fold } from '#core/records/folding'

/** Longest word of the index, in UTF-16 units; longer ones are cut on both sides and so still meet. */
export const WORD_LENGTH = 40
/** Words kept of one field: a letter of a hundred pages is found by its beginning. */
const WORDS_PER_FIELD = 400
/** Words of a query; further ones are not looked at. */
const TERMS = 8
/** Fewest digits by which a telephone number is found from its middle. */
const NUMBER_PART = 4
const COUNTRY_CODE_DIGITS = [1, 2, 3] as const

/** Everything that is no letter, digit, mark or letter of the folded alphabet (private use) parts words. */
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{Co}]+/gu
const JOINERS = /[\u200c\u200d\u00ad]/g
const NOT_DIGITS = /\D+/g
const LEADING_ZEROS = /^0+/
/** What people write inside of one telephone number, folded. */
const NUMBER_RUN = /[+(]?\d[\d\s().\-/]*\d|\d/g

/** A word looked for, by its beginning. */
export interface Wanted {
  word: string
  /** Where the word stands: in telephone numbers, or in all other fields. */
  kind: 'number' | 'text'
}

/** One thing that a record must have: all words of any of the alternatives. */
export interface Term {
  alternatives: readonly (readonly Wanted[])[]
}

function cut(word: string): string {
  return word.length > WORD_LENGTH ? word.slice(0, WORD_LENGTH) : word
}

function split(folded: string): string[] {
  return folded.split(BETWEEN_WORDS).filter((word) => word !== '')
}

/** The digits of a number without the zeros in front, which the same number has in one country and not in another. */
function significant(text: string): string {
  return fold(text).replace(NOT_DIGITS, '').replace(LEADING_ZEROS, '')
}

/** A number is found by any of its parts: every ending of it is a word. */
function numberWords(text: string): string[] {
  const digits = significant(text)
  const words: string[] = digits ? [digits] : []
  for (let start = 1; digits.length - start >= NUMBER_PART; start += 1) {
    words.push(digits.slice(start))
  }
  return words
}

/** A code as it is written, its parts, and its running number without the zeros in front. */
function codeWords(text: string): string[] {
  const parts = split(fold(text))
  return [parts.join(''), ...parts, ...parts.map((part) => part.replace(LEADING_ZEROS, ''))]
}

/**
 * A half-space may be typed as a space or left out: the joined word and its parts are kept. Neighbours that may be written as
 * one word (`علی رضا`, `علیرضا`) are kept joined as well where `joined` says so.
 */
function textWords(text: string, joined: boolean): string[] {
  const words = split(fold(text))
  const all = [...words]
  if (/[\u200c\u200d\u00ad]/.test(text)) all.push(...split(fold(text.replace(JOINERS, ' '))))
  if (joined) {
    for (let i = 1; i < Math.min(words.length, 12); i += 1) all.push(`${words[i - 1]}${words[i]}`)
  }
  return all
}

/** The words under which a field's text is found. `joined`: also two neighbouring words as one, for names and titles. */
export function indexedWords(type: FieldTypeName, text: string, joined = false): string[] {
  const words =
    type === 'phone'
      ? numberWords(text)
      : type === 'autonumber'
        ? codeWords(text)
        : textWords(text, joined)
  const kept = new Set<string>()
  for (const word of words) {
    if (word !== '') kept.add(cut(word))
    if (kept.size >= WORDS_PER_FIELD) break
  }
  return [...kept]
}

/** The spellings of one number: with its country code, and without one. */
function numberAlternatives(run: string): string[] {
  const digits = significant(run)
  const international = /^[+(]|^00/.test(run) || digits.length > 10
  const numbers = [digits]
  if (international) {
    for (const code of COUNTRY_CODE_DIGITS) {
      const national = digits.slice(code).replace(LEADING_ZEROS, '')
      if (national.length >= 8) numbers.push(national)
    }
  }
  return [...new Set(numbers)]
}

/**
 * What a query asks for: every term must be met, in any order. Digits with the blanks and signs of a telephone number between
 * them are one number as well as the words they are.
 */
export function parseTerms(query: string): Term[] {
  const folded = fold(query)
  const terms: Term[] = []
  let rest = folded
  for (const [run] of folded.matchAll(NUMBER_RUN)) {
    const words = split(run)
    if (words.length < 2 || significant(run).length < NUMBER_PART) continue
    rest = rest.replace(run, ' ')
    terms.push({
      alternatives: [
        ...numberAlternatives(run).map((word) => [{ word: cut(word), kind: 'number' as const }]),
        words.map((word) => ({ word: cut(word), kind: 'text' as const })),
      ],
    })
  }
  for (const word of split(rest)) {
    const alternatives: Wanted[][] = [[{ word: cut(word), kind: 'text' }]]
    if (/^\d+$/.test(word)) {
      for (const number of numberAlternatives(word)) {
        if (number !== '') alternatives.push([{ word: cut(number), kind: 'number' }])
      }
    }
    terms.push({ alternatives })
  }
  return terms.slice(0, TERMS)
}
