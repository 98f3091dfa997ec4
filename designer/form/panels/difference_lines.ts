/** A difference between two forms as lines that people read. Pure: texts come from outside. */
import { isObject } from '#core/forms/edits'
import type { FormDifference, PropertyDifference } from '#core/forms/form_diff'
import type { Json } from '#core/metadata/types'

export type LineKind = 'added' | 'removed' | 'moved' | 'changed'

export interface DifferenceLine {
  kind: LineKind
  /** What the element is called; null for the form itself. */
  what: string | null
  /** `Label (Persian)`, or where it went. */
  about: string | null
  before: string | null
  after: string | null
}

export interface LineTexts {
  titleBefore: (element: string) => string
  titleAfter: (element: string) => string
  /** Of the container that something moved into; null at the top. */
  place: (container: string | null) => string
  property: (path: string) => string
  value: (value: Json) => string
}

export function differenceLines(difference: FormDifference, texts: LineTexts): DifferenceLine[] {
  const { added, removed, changed, form } = difference
  const plain = { about: null, before: null, after: null }
  return [
    ...form.map((one) => propertyLine(null, one, texts)),
    ...added.map(({ element }): DifferenceLine => ({
      kind: 'added',
      what: texts.titleAfter(element),
      ...plain,
    })),
    ...removed.map(({ element }): DifferenceLine => ({
      kind: 'removed',
      what: texts.titleBefore(element),
      ...plain,
    })),
    ...changed.flatMap(({ element, moved, changes }) => {
      const what = texts.titleAfter(element)
      const own = changes.map((one) => propertyLine(what, one, texts))
      if (!moved) return own
      const about = moved.from === moved.to ? null : texts.place(moved.to)
      return [{ ...plain, kind: 'moved' as const, what, about }, ...own]
    }),
  ]
}

function propertyLine(
  what: string | null,
  { property, before, after }: PropertyDifference,
  { property: nameOf, value }: LineTexts
): DifferenceLine {
  const shown = (one: Json): string | null => (one === null ? null : value(one))
  return {
    kind: 'changed',
    what,
    about: nameOf(property),
    before: shown(before),
    after: shown(after),
  }
}

/** A value in a line: texts as they are, localised ones in the reader's language, the rest briefly. */
export function valueText(
  value: Json,
  label: (text: { en: string }) => string,
  yes: string,
  no: string
): string {
  if (typeof value === 'boolean') return value ? yes : no
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map((one) => valueText(one, label, yes, no)).join(', ')
  if (!isObject(value)) return ''
  if (typeof value.en === 'string') return label({ ...value, en: value.en })
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${valueText(inner, label, yes, no)}`)
    .join(', ')
}
