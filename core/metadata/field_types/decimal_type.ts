import type { FieldType } from '#core/metadata/field_type'
import type { FieldOf } from '#core/metadata/types'
import { exactColumn } from '#core/metadata/field_types/exact_column'
import { exactFromText, parseExact } from '#core/metadata/field_types/exact_number'
import { maskWhole, NUMBER_OPERATORS, textOf } from '#core/metadata/field_types/shared'
import { numberSettings, setting } from '#core/metadata/field_types/settings'

/** Digits behind the point: 2 unless said. */
export function decimalScale(field: FieldOf<'decimal'>): number {
  return field.scale ?? 2
}

/** An exact number with a fixed count of decimals. */
export const decimalType: FieldType<'decimal'> = {
  name: 'decimal',
  settings: [...numberSettings({ scale: true }), setting('unit', 'localized_text')],
  becomes: ['money', 'percent'],
  ...exactColumn(decimalScale),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: false,
  parse: (value, field) => parseExact(value, decimalScale(field), field),
  fromText: (text, field) => exactFromText(text, decimalScale(field), field),
  toText: textOf,
  mask: maskWhole,
}
