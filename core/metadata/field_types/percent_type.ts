import type { FieldType } from '#core/metadata/field_type'
import type { FieldOf, Json } from '#core/metadata/types'
import { exactColumn } from '#core/metadata/field_types/exact_column'
import { exactFromText, parseExact } from '#core/metadata/field_types/exact_number'
import { numberSettings } from '#core/metadata/field_types/settings'
import { maskWhole, NUMBER_OPERATORS, textOf } from '#core/metadata/field_types/shared'

/** Digits behind the point: 2 unless said. */
export function percentScale(field: FieldOf<'percent'>): number {
  return field.scale ?? 2
}

const withoutSign = (text: string) => text.replace(/[%٪]/g, '')

/** A share of a hundred, stored as it is read: `12.5` is 12.5 %. */
export const percentType: FieldType<'percent'> = {
  name: 'percent',
  settings: numberSettings({ scale: true }),
  becomes: ['decimal'],
  ...exactColumn(percentScale),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: false,
  parse(value: Json, field) {
    const plain = typeof value === 'string' ? withoutSign(value) : value
    return parseExact(plain, percentScale(field), field)
  },
  fromText: (text, field) => exactFromText(withoutSign(text), percentScale(field), field),
  toText: textOf,
  mask: maskWhole,
}
