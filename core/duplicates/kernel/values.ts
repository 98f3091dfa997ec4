/** Values ready to be compared, one way for each kind of matching. Pure. */
import type { Json, MatchingPart, MatchKind } from '#core/metadata/types'
import { fold } from '#core/records/folding'
import {
  latinDigits,
  nameLikeness,
  prepareName,
  type PreparedName,
} from '#core/duplicates/kernel/names'

/** What a record says in one part of a rule; null where it says nothing. */
export interface PreparedPart {
  /** Records that share none of these are not alike in this part. */
  keys: readonly string[]
  values: readonly string[]
  name: PreparedName | null
}

const KEY_LENGTH = 80
const DEFAULT_LIKENESS = 0.8
/** Digits of a number that stand for one line within a country. */
const LINE_DIGITS = 9
const FEWEST_DIGITS = 5
/** A date of which day and month were taken for each other. */
const SWAPPED = 0.7

function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number') return String(value)
  /** A look-up as it is read; it is written as its number. */
  const isReference = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isReference && typeof value.id === 'number' ? String(value.id) : ''
}

/** Digits without what stands in front of a national number; what follows a letter is an extension. */
function phoneDigits(text: string): string {
  const [number = ''] = latinDigits(text).split(/[\p{L};#,]/u)
  const digits = number.replace(/\D+/g, '').replace(/^0+/, '')
  return digits.length < FEWEST_DIGITS ? '' : digits
}

const FORMS: Record<Exclude<MatchKind, 'names'>, (text: string) => string> = {
  exact: (text) => text,
  folded: (text) => fold(text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '')),
  phone: phoneDigits,
  email: (text) => text.replace(/İ/g, 'i').toLowerCase(),
  date: (text) => /^\d{4}-\d{2}-\d{2}/.exec(latinDigits(text))?.[0] ?? '',
}

function keysOf(how: MatchKind, value: string): string[] {
  if (how === 'phone') return [value.slice(-LINE_DIGITS)]
  if (how !== 'date') return [value.slice(0, KEY_LENGTH)]
  const [year, month, day] = value.split('-')
  return [[year, ...[month, day].sort()].join('-')]
}

export function preparePart(
  part: MatchingPart,
  values: Readonly<Record<string, Json | undefined>>
): PreparedPart | null {
  const texts = part.fields.map((field) => textOf(values[field])).filter((text) => text !== '')
  if (part.how === 'names') {
    const name = prepareName(texts.join(' '), part.fields.length === 1)
    return name && { keys: name.keys, values: [name.joined], name }
  }
  const form = FORMS[part.how]
  const formed = [...new Set(texts.map(form))].filter((text) => text !== '')
  if (formed.length === 0) return null
  const keys = [...new Set(formed.flatMap((value) => keysOf(part.how, value)))]
  return { keys, values: formed, name: null }
}

/** One number may be written with its country and the other without. */
function samePhone(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= LINE_DIGITS && long.endsWith(short)
}

function valueLikeness(how: MatchKind, a: string, b: string): number {
  if (how === 'phone') return samePhone(a, b) ? 1 : 0
  if (a === b) return 1
  if (how !== 'date') return 0
  const [year, month, day] = a.split('-')
  return `${year}-${day}-${month}` === b ? SWAPPED : 0
}

/** How alike two records are in one part, 0 to 1. Above 0 only where they share a key: that is what blocking relies on. */
export function partLikeness(part: MatchingPart, a: PreparedPart, b: PreparedPart): number {
  if (a.name && b.name) {
    const other = b.name
    if (!a.name.keys.some((key) => other.keys.includes(key))) return 0
    const like = nameLikeness(a.name, other)
    return like < (part.likeness ?? DEFAULT_LIKENESS) ? 0 : like
  }
  let best = 0
  for (const one of a.values) {
    for (const other of b.values) best = Math.max(best, valueLikeness(part.how, one, other))
  }
  return best
}
