import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { foldLetters } from '#core/metadata/field_types/text_folding'
import { maskWhole, plainColumn, textOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

/** A million characters: more is a document and belongs into a file. */
const DEFAULT_LENGTH = 1_000_000

/** Digits stay as typed: a letter or a note is shown as it was written. */
function parse(value: Json, field: FieldOf<'long_text'>): Parsed {
  if (typeof value !== 'string' && typeof value !== 'number') return { code: 'E_WRONG_TYPE' }
  const text = foldLetters(String(value)).replace(/\r\n?/g, '\n').trim()
  if (text === '') return { value: null }
  const max = field.maxLength ?? DEFAULT_LENGTH
  return text.length > max ? { code: 'E_TEXT_TOO_LONG', params: { max } } : { value: text }
}

/** Text of many lines. */
export const longTextType: FieldType<'long_text'> = {
  name: 'long_text',
  settings: [setting('maxLength', 'integer', { min: 1, max: 10_000_000, preset: DEFAULT_LENGTH })],
  becomes: [],
  columns: () => ({ '': { kind: 'text' } }),
  operators: ['contains', 'is_empty', 'is_not_empty'],
  sortable: false,
  groupable: false,
  parse,
  fromText: parse,
  ...plainColumn,
  toText: textOf,
  mask: maskWhole,
}
