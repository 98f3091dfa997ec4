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
/** Words that say what kind of company it is, not which. */
const LEGAL_FORMS = new Set([
  'شرکت',
  'موسسه',
  'گروه',
  'co',
  'ltd',
  'llc',
  'inc',
  'mmc',
  'asc',
  'qsc',
])
const VOWELS = /[aeiouywhاویه]/g

/** Persian and Arabic digits as those of English. */
export function latinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) =>
    String((digit.charCodeAt(0) - 0x0660) % 16)
  )
}

/**
 * The words of a name in one spelling: lower case, one form of each letter, no accents, vowel marks, half-spaces or titles.
 */
export function foldName(name: string): string[] {
  const lower = name.normalize('NFKC').replace(/İ/g, 'i').toLowerCase()
  const letters = [...lower].map((letter) => LETTERS[letter] ?? letter).join('')
  const bare = letters
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
  const words = latinDigits(bare)
    .split(' ')
    .filter((word) => word !== '')
  const own = words.filter((word) => !TITLES.has(word) && !LEGAL_FORMS.has(word))
  return own.length > 0 ? own : words
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

/** Skeletons by word: an import asks for the same few thousand names over and over. */
const skeletons = new Map<string, string>()
const REMEMBERED = 20_000

function skeletonOf(word: string): string {
  const known = skeletons.get(word)
  if (known !== undefined) return known
  const made = skeleton(word)
  if (skeletons.size >= REMEMBERED) skeletons.clear()
  skeletons.set(word, made)
  return made
}

/** A name ready to be compared. */
export interface PreparedName {
  words: readonly string[]
  /** The words without what stands between them: half-spaces are written, or left out, or made spaces. */
  joined: string
  /** Under these it meets the names that may be the same. */
  keys: readonly string[]
}

/** Words of a name that make keys. */
const KEY_WORDS = 5
const KEY_LENGTH = 80

/**
 * Two names meet under a key where they are the same but for vowels and repetitions, but for one consonant, or in two of
 * their words, in whatever order. A single word is a name only where `single` says so: a first name alone says nothing.
 */
export function prepareName(name: string, single: boolean): PreparedName | null {
  const words = foldName(name)
  if (words.length === 0 || (words.length === 1 && !single)) return null
  const joined = words.join('')
  const bones = words.map(skeletonOf).slice(0, KEY_WORDS).sort()
  const whole = bones.join('')
  const keys = new Set([`=${skeletonOf(joined)}`, `~${whole}`])
  for (let at = 0; at < whole.length && whole.length > 3; at += 1) {
    keys.add(`~${whole.slice(0, at)}${whole.slice(at + 1)}`)
  }
  for (const [at, first] of bones.entries()) {
    for (const second of bones.slice(at + 1)) keys.add(`+${first} ${second}`)
  }
  return { words, joined, keys: [...keys].map((key) => key.slice(0, KEY_LENGTH)) }
}

/** Words less alike than this are different words. */
const WORD_LIKENESS = 0.6
/** Two spellings of one name that differ in vowels and repeated letters only. */
const SAME_BONES = 0.9

/**
 * How alike two names are, 0 to 1: words are paired, the most alike first, by their edit distance, and what finds no partner
 * counts against. Symmetric: the pair is looked at in one order whichever way it is given.
 */
export function nameLikeness(one: PreparedName, other: PreparedName): number {
  const [a, b] = one.words.join(' ') <= other.words.join(' ') ? [one, other] : [other, one]
  if (a.joined === b.joined) return 1
  const pairs = a.words
    .flatMap((first, i) =>
      b.words.map((second, j) => ({ i, j, like: wordLikeness(first, second) }))
    )
    .filter(({ like }) => like >= WORD_LIKENESS)
    .sort((x, y) => y.like - x.like || x.i - y.i || x.j - y.j)
  const left = new Set<number>()
  const right = new Set<number>()
  let total = 0
  for (const { i, j, like } of pairs) {
    if (left.has(i) || right.has(j)) continue
    left.add(i)
    right.add(j)
    total += like
  }
  const byWords = (2 * total) / (a.words.length + b.words.length)
  return Math.max(byWords, editLikeness(a.joined, b.joined))
}

function wordLikeness(a: string, b: string): number {
  const like = editLikeness(a, b)
  return skeletonOf(a) === skeletonOf(b) ? Math.max(like, SAME_BONES) : like
}

function editLikeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length)
  return longest === 0 ? 0 : 1 - editDistance(a, b) / longest
}

/**
 * Letters inserted, left out, replaced or swapped with their neighbour to get from one word to the other (optimal string
 * alignment; F. J. Damerau, “A technique for computer detection and correction of spelling errors”, CACM 7, 1964).
 */
export function editDistance(a: string, b: string): number {
  if (a === b) return 0
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
