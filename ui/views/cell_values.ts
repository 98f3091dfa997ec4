import type { Json } from '#core/metadata/types'
import type { Reference } from '#core/records/types'

/** A value of an answer as it is written: a look-up by its id. */
export function writtenValue(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'object' && 'id' in value && 'label' in value) return (value as Reference).id
  return value as Json
}

/** The reference in a row's value, whose name is known already. */
export function referenceOf(value: unknown): Reference | null {
  return typeof value === 'object' && value !== null && 'id' in value ? (value as Reference) : null
}

const TYPED = new Set(['text', 'email', 'phone'])
const NUMBERS = new Set(['integer', 'decimal', 'money', 'duration'])
/** What an editor opened by typing begins with: the typed letter where the field holds text or a number, else its value. */
export function firstValue(type: string, typed: string | undefined, present: Json): Json {
  if (typed === undefined) return present
  if (TYPED.has(type)) return typed
  if (NUMBERS.has(type) && /^[0-9۰-۹٠-٩]$/.test(typed)) return Number(latin(typed))
  return present
}

const latin = (digit: string): string =>
  String(
    ['۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩']
      .map((digits) => digits.indexOf(digit))
      .find((value) => value >= 0) ?? digit
  )
