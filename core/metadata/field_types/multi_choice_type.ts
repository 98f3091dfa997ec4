import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { choiceType } from '#core/metadata/field_types/choice_type'
import { setting } from '#core/metadata/field_types/settings'
import { LIST_OPERATORS, listText, maskWhole } from '#core/metadata/field_types/shared'

/** Values of a list that a person can still take in; with 64 characters each they fit the column. */
export const MAX_CHOICES = 60
const VALUE_LENGTH = 64
const LENGTH = 4_000
/** No value of a choice list may hold it, so a single choice is already a list of one. */
const SEPARATOR = ','

function parse(value: Json, field: FieldOf<'multi_choice'>): Parsed {
  if (value === '') return { value: null }
  const given = Array.isArray(value) ? value : [value]
  const values: string[] = []
  for (const item of given) {
    if (typeof item !== 'string' || item.includes(SEPARATOR)) return { code: 'E_WRONG_TYPE' }
    if (item.length > VALUE_LENGTH)
      return { code: 'E_TEXT_TOO_LONG', params: { max: VALUE_LENGTH } }
    const trimmed = item.trim()
    if (trimmed !== '' && !values.includes(trimmed)) values.push(trimmed)
  }
  const max = Math.min(field.maxItems ?? MAX_CHOICES, MAX_CHOICES)
  if (values.length > max) return { code: 'E_TOO_MANY_VALUES', params: { max } }
  return { value: values.length === 0 ? null : values }
}

/**
 * Several values of a choice list. The column keeps them as they were given, for reading; a table of links keeps one row a value,
 * for filtering by index. That the values are in the list is checked by the record engine, which has the list.
 */
export const multiChoiceType: FieldType<'multi_choice'> = {
  name: 'multi_choice',
  settings: [
    setting('choices', 'choice_list', { required: true, changeable: false }),
    setting('maxItems', 'integer', { min: 1, max: MAX_CHOICES }),
  ],
  becomes: [],
  link: () => ({ kind: 'values', length: VALUE_LENGTH }),
  columns: () => ({ '': { kind: 'string', length: LENGTH } }),
  operators: LIST_OPERATORS,
  sortable: false,
  groupable: false,
  parse,
  /** An import's cell: values or labels between commas, semicolons or bars. */
  fromText(text, field, context) {
    const values: string[] = []
    for (const part of text.split(/[,;|،؛\n]/)) {
      const choice = { type: 'choice', choices: field.choices, label: field.label } as const
      const parsed = choiceType.fromText(part, choice, context)
      if ('code' in parsed) return parsed
      if (typeof parsed.value === 'string') values.push(parsed.value)
    }
    return parse(values, field)
  },
  toDatabase: (value) => ({ '': Array.isArray(value) ? value.join(SEPARATOR) : null }),
  fromDatabase(columns) {
    const stored = columns['']
    return typeof stored === 'string' && stored !== '' ? stored.split(SEPARATOR) : null
  },
  toText: listText,
  mask: maskWhole,
}
