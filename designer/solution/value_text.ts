import type { Json, Language, LocalizedText } from '#core/metadata/types'

/** Longest text of a value in a list; the whole stands in its tooltip. */
const LONGEST = 80

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: Json): boolean {
  return (
    isObject(value) &&
    typeof value.en === 'string' &&
    Object.keys(value).every((key) => ['en', 'fa', 'az'].includes(key))
  )
}

/** A property's value in a line, for a person: labels instead of what carries them. */
export function valueText(
  value: Json,
  language: Language,
  words: { yes: string; no: string; empty: string }
): string {
  if (value === null || value === '') return words.empty
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) {
    return value.map((one) => valueText(one, language, words)).join(', ')
  }
  if (isText(value)) {
    const text = value as unknown as LocalizedText
    return text[language] ?? text.en
  }
  const { label, key } = value
  if (label !== undefined && isText(label)) return valueText(label, language, words)
  if (typeof key === 'string') return key
  const parts = Object.entries(value).map(
    ([name, inner]) => `${name}: ${valueText(inner, language, words)}`
  )
  return parts.length > 0 ? parts.join(', ') : words.empty
}

export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** Edits of one unit together, in the order in which they come. */
export function byUnit<T extends { unit: string }>(edits: readonly T[]): [T, T[]][] {
  const groups = new Map<string, [T, T[]]>()
  for (const edit of edits) {
    const group = groups.get(edit.unit)
    if (group) group[1].push(edit)
    else groups.set(edit.unit, [edit, [edit]])
  }
  return [...groups.values()]
}
