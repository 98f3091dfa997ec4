import type { FieldType } from '#core/metadata/field_type'
import type { FieldOf } from '#core/metadata/types'
import { exactFromText, parseExact } from '#core/metadata/field_types/exact_number'
import { setting } from '#core/metadata/field_types/settings'
import {
  maskWhole,
  NUMBER_OPERATORS,
  numberColumn,
  textOf,
} from '#core/metadata/field_types/shared'

/** Stars, at most as many as can be told apart at a glance. */
export const MAX_RATING = 10

export function ratingMax(field: FieldOf<'rating'>): number {
  return field.max ?? 5
}

/** A mark from 1 to `max`. */
export const ratingType: FieldType<'rating'> = {
  name: 'rating',
  settings: [setting('max', 'integer', { min: 2, max: MAX_RATING, preset: 5 })],
  becomes: ['integer', 'decimal'],
  columns: () => ({ '': { kind: 'integer' } }),
  operators: NUMBER_OPERATORS,
  sortable: true,
  groupable: true,
  parse: (value, field) => parseExact(value, 0, { min: 1, max: ratingMax(field) }),
  fromText: (text, field) => exactFromText(text, 0, { min: 1, max: ratingMax(field) }),
  ...numberColumn,
  toText: textOf,
  mask: maskWhole,
}
