import type { Json } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'

/** Code units, not a locale's order: the same everywhere. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The value with the keys of every object in order. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const keys = Object.keys(value).toSorted(byText)
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] as Json)]))
}

/** A file of a package: indented, keys in order, ends with one line feed. Equal values give equal bytes. */
export function canonicalText(value: Json): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`
}
