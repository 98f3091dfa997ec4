import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldLine } from '#core/metadata/field_types/text_folding'
import { maskText, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

const DEFAULT_LENGTH = 255

function parse(value: Json, field: FieldOf<'text'>): Parsed {
  if (typeof value !== 'string' && typeof value !== 'number') return { code: 'E_WRONG_TYPE' }
  const text = foldLine(String(value))
  if (text === '') return { value: null }
  const max = field.maxLength ?? DEFAULT_LENGTH
  if (text.length > max) return { code: 'E_TEXT_TOO_LONG', params: { max } }
  if (field.minLength !== undefined && text.length < field.minLength) {
    return { code: 'E_TEXT_TOO_SHORT', params: { min: field.minLength } }
  }
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(text)) {
    return { code: 'E_TEXT_PATTERN' }
  }
  return { value: text }
}

/** One line of text, 255 characters unless said. */
export const textType: FieldType<'text'> = {
  name: 'text',
  settings: [
    setting('maxLength', 'integer', { min: 1, max: 4_000, preset: DEFAULT_LENGTH }),
    setting('minLength', 'integer', { min: 1, max: 4_000 }),
    setting('pattern', 'text'),
  ],
  becomes: ['long_text'],
  operators: TEXT_OPERATORS,
  sortable: true,
  groupable: true,
  parse,
  fromText: parse,
  ...textColumns(DEFAULT_LENGTH),
  toText: textOf,
  mask: maskText,
}
