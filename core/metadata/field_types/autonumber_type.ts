import type { FieldType, Parsed } from '#core/metadata/field_type'
import type { Json } from '#core/metadata/types'
import { textColumns } from '#core/metadata/field_types/folded_column'
import { foldLine } from '#core/metadata/field_types/text_folding'
import { maskText, TEXT_OPERATORS, textOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

const LENGTH = 64

/** Only an import gives one; else the record engine does. */
function parse(value: Json): Parsed {
  if (typeof value !== 'string' && typeof value !== 'number') return { code: 'E_WRONG_TYPE' }
  const text = foldLine(String(value))
  if (text === '') return { value: null }
  return text.length > LENGTH
    ? { code: 'E_TEXT_TOO_LONG', params: { max: LENGTH } }
    : { value: text }
}

/** A code given once on creation. */
export const autonumberType: FieldType<'autonumber'> = {
  name: 'autonumber',
  settings: [setting('format', 'text', { required: true })],
  becomes: ['text'],
  operators: TEXT_OPERATORS,
  sortable: true,
  groupable: false,
  parse,
  fromText: parse,
  ...textColumns(LENGTH),
  toText: textOf,
  mask: maskText,
}

/**
 * The code of a running number. `{yyyy}`, `{yy}` and `{mm}` are of `now` in UTC; `{seq}` and `{seq:6}` the number, padded with
 * zeros.
 */
export function formatAutonumber(format: string, sequence: number, now: Date): string {
  const iso = now.toISOString()
  return format
    .replaceAll('{yyyy}', iso.slice(0, 4))
    .replaceAll('{yy}', iso.slice(2, 4))
    .replaceAll('{mm}', iso.slice(5, 7))
    .replace(/\{seq(?::(\d{1,2}))?\}/g, (_match, width?: string) =>
      String(sequence).padStart(Number(width ?? 1), '0')
    )
}
