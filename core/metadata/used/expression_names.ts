import { isObject } from '#core/metadata/layers/types'

export interface TextPlace {
  /** Dotted path of the text. */
  path: string
  /** The nearest key that is no index. */
  key: string
  text: string
}

/** Every text inside a value, with where it stands; labels and helps are words for people and left out. Pure. */
export function textsIn(value: unknown, path: string[] = [], key = ''): TextPlace[] {
  if (typeof value === 'string') return [{ path: path.join('.'), key, text: value }]
  if (Array.isArray(value)) {
    return value.flatMap((inner, at) => textsIn(inner, [...path, String(at)], key))
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'label' || name === 'help' ? [] : textsIn(inner, [...path, name], name)
  )
}

/**
 * Names that an expression mentions, each part of a path too: `contact.x_level > 2` mentions `contact` and `x_level`. Texts in
 * quotes are values. It may name too many, never too few: it warns, it decides nothing.
 */
export function namesIn(expression: string): ReadonlySet<string> {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"/g, ' ')
  return new Set(bare.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])
}
