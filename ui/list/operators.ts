import type { FieldTypeName, Json } from '#core/metadata/types'
import type { Operator, RelativePeriod } from '#core/records/types'
import { readableAs } from '#core/metadata/field_types/shapes'
import type { ReadableField } from '../api/types.js'

const EMPTINESS: Operator[] = ['is_empty', 'is_not_empty']
const NUMBERS: Operator[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'between', ...EMPTINESS]
const TEXTS: Operator[] = ['contains', 'starts_with', 'eq', 'ne', ...EMPTINESS]
const LISTS: Operator[] = ['has_any', 'has_all', 'has_none', ...EMPTINESS]
const CHOICES: Operator[] = ['in', 'not_in', ...EMPTINESS]

/** Operators offered for a field, the usual one first; a subset of those that the field type understands. */
const OFFERED: Partial<Record<FieldTypeName, Operator[]>> = {
  text: TEXTS,
  long_text: ['contains', ...EMPTINESS],
  email: TEXTS,
  phone: TEXTS,
  autonumber: TEXTS,
  integer: NUMBERS,
  decimal: NUMBERS,
  money: NUMBERS,
  duration: NUMBERS,
  boolean: ['eq', ...EMPTINESS],
  date: ['within', 'between', 'eq', 'lt', 'ge', ...EMPTINESS],
  datetime: ['within', 'between', 'lt', 'ge', ...EMPTINESS],
  choice: CHOICES,
  lookup: ['eq', 'ne', ...EMPTINESS],
  regarding: EMPTINESS,
  file: EMPTINESS,
  image: EMPTINESS,
  json: EMPTINESS,
  rich_text: ['contains', ...EMPTINESS],
  url: TEXTS,
  national_id: TEXTS,
  iban: TEXTS,
  bank_card: ['eq', ...EMPTINESS],
  percent: NUMBERS,
  rating: NUMBERS,
  time: NUMBERS,
  multi_choice: LISTS,
  many_to_many: LISTS,
  one_to_many: [],
}

/** Operators for a field; a plugin's own types get those that need no knowledge of the type. */
export const operatorsFor = (field: ReadableField): Operator[] =>
  OFFERED[readableAs(field).type] ?? EMPTINESS

/** Which editor a condition's value needs. */
export type ValueKind = 'none' | 'one' | 'many' | 'range' | 'period'
export function valueKind(op: Operator): ValueKind {
  if (op === 'is_empty' || op === 'is_not_empty') return 'none'
  if (op === 'in' || op === 'not_in' || op.startsWith('has_')) return 'many'
  if (op === 'between') return 'range'
  return op === 'within' ? 'period' : 'one'
}

/** The relative periods offered, in order; the texts are `filter.periods.<key>`. */
export const PERIODS: Record<string, RelativePeriod> = {
  today: 'today',
  yesterday: 'yesterday',
  this_week: 'this_week',
  last_week: 'last_week',
  this_month: 'this_month',
  last_month: 'last_month',
  last_hour: { last: 1, unit: 'hour' },
  last_24_hours: { last: 24, unit: 'hour' },
  last_7_days: { last: 7, unit: 'day' },
  last_30_days: { last: 30, unit: 'day' },
  last_90_days: { last: 90, unit: 'day' },
  last_12_months: { last: 12, unit: 'month' },
}
/** The key of a period among those offered, or null for another one. */
export function periodKey(value: Json | undefined): string | null {
  const wanted = JSON.stringify(value)
  return Object.keys(PERIODS).find((key) => JSON.stringify(PERIODS[key]) === wanted) ?? null
}

/** Keeps a condition's value where it still fits the new operator. */
export function adaptValue(
  value: Json | undefined,
  from: Operator,
  to: Operator
): Json | undefined {
  const [before, after] = [valueKind(from), valueKind(to)]
  if (before === after) return value
  if (after === 'many' && before === 'one') return value === undefined ? [] : [value]
  if (after === 'one' && Array.isArray(value)) return value[0]
  if (after === 'range') return before === 'one' ? [value ?? null, null] : [null, null]
  if (after === 'many') return []
  return undefined
}
