import { latinDigits } from '../phones/normalise.js'

/** Letters that are written in several ways, onto one of them. Arabic and Persian first, then Azerbaijani and Turkish. */
const LETTERS: Record<string, string> = {
  ي: 'ی',
  ى: 'ی',
  ئ: 'ی',
  ك: 'ک',
  ة: 'ه',
  ۀ: 'ه',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ؤ: 'و',
  ə: 'a',
  ı: 'i',
  ğ: 'g',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ß: 'ss',
}
/** Words that stand before a name without being part of it. */
const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'eng',
  'sayyid',
  'seyed',
  'seyyed',
  'sayed',
  'اقای',
  'خانم',
  'دکتر',
  'مهندس',
  'سید',
  'سیده',
])
const VOWELS = /[aeiouywhاویه]/g

/**
 * The words of a name in one spelling: lower case, one form of each letter, no accents, vowel marks, half-spaces or titles.
 */
export function foldName(name: string): string[] {
  const lower = latinDigits(name).replace(/İ/g, 'i').toLowerCase()
  const letters = [...lower].map((letter) => LETTERS[letter] ?? letter).join('')
  const bare = letters
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
  return bare.split(' ').filter((word) => word !== '' && !TITLES.has(word))
}

/** Consonants of a word with repetitions joined, under the first letter: `mohammad`, `mohamad` and `muhammed` → `mmd`. */
function skeleton(word: string): string {
  const first = [...word][0] ?? ''
  const rest = word
    .slice(first.length)
    .replace(/ph/g, 'f')
    .replace(/gh|q/g, 'g')
    .replace(/kh|x/g, 'k')
    .replace(/zh|j/g, 'j')
    .replace(VOWELS, '')
  return (first + rest).replace(/(.)\1+/gu, '$1')
}

/** Skeletons by word as written: an import folds the same few thousand names over and over. */
const skeletons = new Map<string, string[]>()
const REMEMBERED = 20_000

/** Usually one; a word with a hyphen has several, a title none. */
function skeletonsOf(word: string): string[] {
  const known = skeletons.get(word)
  if (known !== undefined) return known
  const made = foldName(word).map(skeleton)
  if (skeletons.size >= REMEMBERED) skeletons.clear()
  skeletons.set(word, made)
  return made
}

/**
 * Key under which names that may be the same meet, whatever the order of the words; empty for a name of one word or none:
 * a first name alone says nothing.
 */
export function nameKey(name: string): string {
  const words = name.split(/\s+/).flatMap(skeletonsOf)
  return words.length < 2 ? '' : words.sort().join(' ').slice(0, 100)
}

/**
 * How alike two names are, 0 to 1: Sørensen–Dice coefficient over the letter pairs of their folded words
 * (L. R. Dice, “Measures of the amount of ecologic association between species”, Ecology 26, 1945).
 */
export function nameSimilarity(a: string, b: string): number {
  const first = letterPairs(foldName(a))
  const second = letterPairs(foldName(b))
  const total = first.length + second.length
  if (total === 0) return 0
  const left = new Map<string, number>()
  for (const pair of first) left.set(pair, (left.get(pair) ?? 0) + 1)
  let shared = 0
  for (const pair of second) {
    const count = left.get(pair) ?? 0
    if (count > 0) {
      shared += 1
      left.set(pair, count - 1)
    }
  }
  return (2 * shared) / total
}

function letterPairs(words: string[]): string[] {
  return words.flatMap((word) => {
    const letters = [' ', ...word, ' ']
    return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`)
  })
}
