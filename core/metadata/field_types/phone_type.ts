import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldLine } from '#core/metadata/field_types/text_folding'
import { maskText, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'

const LENGTH = 64

/** Any dialable text: numbers that no numbering plan knows must still be kept and matched as typed. */
function parse(value: Json): Parsed {
  if (typeof value !== 'string' && typeof value !== 'number') return { code: 'E_INVALID_PHONE' }
  const text = foldLine(String(value)).replace(/[\u200E\u200F\u202A-\u202E]/g, '')
  if (text === '') return { value: null }
  if (text.length > LENGTH) return { code: 'E_TEXT_TOO_LONG', params: { max: LENGTH } }
  const dialable = /^\+?[\d\s()./*#-]+(?:\s*(?:x|ext\.?|داخلی)\s*\d+)?$/i.test(text)
  return dialable && /\d{2}/.test(text.replace(/\D/g, ''))
    ? { value: text }
    : { code: 'E_INVALID_PHONE' }
}

/** A telephone number as typed; the phone index holds its normal form. */
export const phoneType: FieldType<'phone'> = {
  name: 'phone',
  settings: [],
  becomes: ['text'],
  operators: TEXT_OPERATORS,
  sortable: true,
  groupable: true,
  parse,
  fromText: parse,
  ...textColumns(LENGTH),
  toText: textOf,
  mask: maskText,
}
