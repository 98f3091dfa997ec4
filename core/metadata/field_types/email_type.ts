import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldLine } from '#core/metadata/field_types/text_folding'
import { MASK, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'

/** RFC 5321, 4.5.3.1: 64 before the sign, 254 in all. */
const LENGTH = 254

/** Lower case throughout: no mail system in use tells cases apart, and people do not type them alike. */
function parse(value: Json): Parsed {
  if (typeof value !== 'string') return { code: 'E_INVALID_EMAIL' }
  const text = foldLine(value).toLowerCase()
  if (text === '') return { value: null }
  const valid =
    text.length <= LENGTH &&
    /^[^\s@<>()",;:]{1,64}@[^\s@<>()",;:.]+(\.[^\s@<>()",;:.]+)+$/.test(text)
  return valid ? { value: text } : { code: 'E_INVALID_EMAIL' }
}

/** First letter and domain: enough to recognise one's own, not to write to it. */
function mask(value: RecordValue): RecordValue {
  if (typeof value !== 'string') return value === null ? null : MASK
  return value.slice(0, 1) + MASK + value.slice(value.indexOf('@'))
}

export const emailType: FieldType<'email'> = {
  name: 'email',
  settings: [],
  becomes: ['text'],
  operators: TEXT_OPERATORS,
  sortable: true,
  groupable: true,
  parse,
  fromText: parse,
  ...textColumns(LENGTH),
  toText: textOf,
  mask,
}
