import type { FieldType } from '#core/metadata/field_type'
import type { FieldOf } from '#core/metadata/types'
import { exactColumn } from '#core/metadata/field_types/exact_column'
import { exactFromText, parseExact } from '#core/metadata/field_types/exact_number'
import { maskWhole, NUMBER_OPERATORS, textOf } from '#core/metadata/field_types/shared'
import { numberSettings, setting } from '#core/metadata/field_types/settings'

/** Currencies not counted in hundredths. The rial's cent exists on paper only. */
const SCALES: Record<string, number> = {
  IRR: 0,
  JPY: 0,
  KRW: 0,
  VND: 0,
  ISK: 0,
  CLP: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

/** Digits behind the point of a money field: its own setting, else those of its currency, else 2. */
export function moneyScale(field: FieldOf<'money'>): number {
  return field.scale ?? SCALES[field.currency ?? ''] ?? 2
}

/** An exact amount in the field's currency. A currency sign or code around the number is understood. */
export const moneyType: FieldType<'money'> = {
  name: 'money',
  settings: [
    setting('currency', 'text', { changeable: false }),
    ...numberSettings({ scale: true }),
  ],
  becomes: ['decimal'],
  ...exactColumn(moneyScale),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: false,
  parse: (value, field) => parseExact(value, moneyScale(field), field),
  fromText(text, field) {
    const number = text.replace(/^[\s\p{L}\p{Sc}]+|[\s\p{L}\p{Sc}]+$/gu, '')
    if (number === '' && text.trim() !== '') return { code: 'E_INVALID_NUMBER' }
    return exactFromText(number, moneyScale(field), field)
  },
  toText: textOf,
  mask: maskWhole,
}
