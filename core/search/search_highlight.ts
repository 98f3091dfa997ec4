/** Where in a text the words of a query stand. Pure. */
import { fold } from '#core/records/folding'
import type { Term } from '#core/search/search_terms'

/** A part of a text, in UTF-16 units: from (included) to (excluded). */
export type Span = readonly [from: number, to: number]

const WORDS = /[\p{L}\p{N}\p{M}\u200c\u200d]+/gu
const DIGIT = /[0-9\u0660-\u0669\u06f0-\u06f9]/
/** Letters of context before the first place in a long text. */
const BEFORE = 30

/** How many units of `word` fold to at least `wanted`. */
function coveredBy(word: string, wanted: string): number {
  for (let length = 1; length <= word.length; length += 1) {
    if (fold(word.slice(0, length)).length >= wanted.length) return length
  }
  return word.length
}

function wordSpans(text: string, words: readonly string[]): Span[] {
  const spans: Span[] = []
  for (const found of text.matchAll(WORDS)) {
    const [word] = found
    const key = fold(word)
    const best = words
      .filter((wanted) => key.startsWith(wanted))
      .sort((a, b) => b.length - a.length)[0]
    if (best !== undefined) spans.push([found.index, found.index + coveredBy(word, best)])
    else {
      /** The second part of a word with a half-space. */
      const split = word.search(/[\u200c\u200d]/)
      const tail = split < 0 ? '' : word.slice(split + 1)
      const inTail = words.find((wanted) => tail !== '' && fold(tail).startsWith(wanted))
      if (inTail !== undefined) {
        const start = found.index + split + 1
        spans.push([start, start + coveredBy(tail, inTail)])
      }
    }
  }
  return spans
}

/** Where the digits of a number stand in one that is written with blanks and signs. */
function numberSpans(text: string, numbers: readonly string[]): Span[] {
  const places: number[] = []
  for (let at = 0; at < text.length; at += 1) if (DIGIT.test(text[at] ?? '')) places.push(at)
  const digits = fold(places.map((at) => text[at]).join(''))
  for (const number of numbers) {
    const start = digits.indexOf(number)
    if (start < 0 || number === '') continue
    return [[places[start] as number, (places[start + number.length - 1] as number) + 1]]
  }
  return []
}

function wantedOf(terms: readonly Term[], kind: 'number' | 'text'): string[] {
  const words = terms.flatMap(({ alternatives }) => alternatives.flat())
  return [...new Set(words.filter((wanted) => wanted.kind === kind).map(({ word }) => word))]
}

/** The places of a query's words in a text; in order, not overlapping. */
export function highlight(text: string, terms: readonly Term[], isNumber = false): Span[] {
  const spans = isNumber
    ? numberSpans(text, wantedOf(terms, 'number'))
    : wordSpans(text, wantedOf(terms, 'text'))
  return spans.sort((a, b) => a[0] - b[0])
}

/** A part of a long text around the first place, with the places moved accordingly. */
export function excerpt(
  text: string,
  spans: readonly Span[],
  length = 120
): { text: string; spans: Span[] } {
  const first = spans[0]?.[0] ?? 0
  if (text.length <= length) return { text, spans: [...spans] }
  let start = first > BEFORE ? first - BEFORE : 0
  if (start > 0) {
    const space = text.indexOf(' ', start)
    if (space >= 0 && space < first) start = space + 1
  }
  const end = Math.min(text.length, start + length)
  const head = start > 0 ? '…' : ''
  const shift = head.length - start
  return {
    text: `${head}${text.slice(start, end)}${end < text.length ? '…' : ''}`,
    spans: spans
      .filter(([from, to]) => from >= start && to <= end)
      .map(([from, to]) => [from + shift, to + shift] as const),
  }
}
