import type { InputScoring } from '#core/forms/model'
import { ratingBounds } from '#core/forms/number_bounds'
import { markOf } from '#core/forms/scoring'
import type {
  ChoiceListDefinition,
  FieldDefinition,
  JsonPrimitive,
  LocalizedText,
} from '#core/metadata/types'

/** One answer of a criterion as a button. */
export interface MarkOption {
  value: JsonPrimitive
  /** Words of a choice; null: the value says it itself, or "yes" and "no". */
  label: LocalizedText | null
  /** The digit that gives this answer. */
  digit: string
  /** Between 0 and 1; null where the answer has no mark. */
  mark: number | null
  tone: 'low' | 'middle' | 'high' | 'none'
}

/** More buttons than these are no longer seen at a glance: such a criterion is answered by its ordinary input. */
const MOST = 11
const MOST_CHOICES = 6

/** Shares of the highest mark from which an answer looks fair and good. */
const FAIR = 0.4
const GOOD = 0.75

export function toneOf(mark: number | null): MarkOption['tone'] {
  if (mark === null) return 'none'
  if (mark >= GOOD) return 'high'
  return mark >= FAIR ? 'middle' : 'low'
}

/** The answers of a scored input as buttons, lowest first; null where there are too many, or they are typed. */
export function markOptions(
  definition: FieldDefinition,
  scoring: InputScoring,
  choices: ChoiceListDefinition | null
): MarkOption[] | null {
  const option = (value: JsonPrimitive, digit: string, label: LocalizedText | null = null) => {
    const mark = markOf(scoring, definition, value)
    return { value, label, digit, mark, tone: toneOf(mark) }
  }
  switch (definition.type) {
    case 'boolean':
      return [option(true, '1'), option(false, '0')]
    case 'rating':
    case 'integer':
      return numbered(definition, option)
    case 'choice': {
      const values = Object.entries(choices?.options ?? {})
        .filter(([, { removed, parents }]) => !removed && !parents)
        .sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0))
      if (values.length === 0 || values.length > MOST_CHOICES) return null
      return values.map(([value, { label }], at) => option(value, String(at + 1), label))
    }
    default:
      return null
  }
}

function numbered(
  definition: FieldDefinition,
  option: (value: number, digit: string) => MarkOption
): MarkOption[] | null {
  const { min, max } = ratingBounds(definition)
  if (min < 0 || max > 10 || max - min + 1 > MOST) return null
  return Array.from({ length: max - min + 1 }, (_, at) => {
    const value = min + at
    /** Ten is on the key after nine, unless nought is an answer of its own. */
    return option(value, value < 10 ? String(value) : min > 0 ? '0' : '')
  })
}
