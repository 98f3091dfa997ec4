import type { FieldType } from '#core/metadata/field_type'
import { exactFromText, parseExact } from '#core/metadata/field_types/exact_number'
import {
  maskWhole,
  NUMBER_OPERATORS,
  numberColumn,
  textOf,
} from '#core/metadata/field_types/shared'
import { numberSettings } from '#core/metadata/field_types/settings'

/** A whole number of up to 15 digits. */
export const integerType: FieldType<'integer'> = {
  name: 'integer',
  settings: numberSettings(),
  becomes: ['decimal', 'money', 'percent', 'text'],
  columns: () => ({ '': { kind: 'bigint' } }),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: true,
  parse: (value, field) => parseExact(value, 0, field),
  fromText: (text, field) => exactFromText(text, 0, field),
  ...numberColumn,
  toText: textOf,
  mask: maskWhole,
}
