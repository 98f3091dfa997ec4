import type { FieldType } from '#core/metadata/field_type'
import type { FieldTypeName, Json, JsonPrimitive } from '#core/metadata/types'
import type { Operator, RecordValue } from '#core/records/types'
import { isReference, referenceText } from '#core/metadata/field_types/reference'

export const TEXT_OPERATORS: readonly Operator[] = [
  'eq',
  'ne',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'is_empty',
  'is_not_empty',
]
export const NUMBER_OPERATORS: readonly Operator[] = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'in',
  'not_in',
  'is_empty',
  'is_not_empty',
]
export const DATE_OPERATORS: readonly Operator[] = [...NUMBER_OPERATORS, 'within']
export const CHOICE_OPERATORS: readonly Operator[] = [
  'eq',
  'ne',
  'in',
  'not_in',
  'is_empty',
  'is_not_empty',
]

/** What stands in for a masked value that has nothing to show. */
export const MASK = '•••'

/** The last four characters of a text of eight or more, else nothing of it. */
export function maskText(value: RecordValue): RecordValue {
  if (value === null) return null
  if (typeof value !== 'string' || value.length < 8) return MASK
  return MASK + value.slice(-4)
}

export function maskWhole(value: RecordValue): RecordValue {
  return value === null ? null : MASK
}

/** What a driver may hand back for a plain column as a wire primitive. */
export function primitiveOf(value: unknown): JsonPrimitive {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  if (typeof value === 'bigint') return Number(value)
  throw new TypeError(`A driver returned ${Object.prototype.toString.call(value)} for a column`)
}

/** A wire value that is a primitive; anything else did not pass `parse`. */
export function boundOf(value: Json): JsonPrimitive {
  if (value !== null && typeof value === 'object') {
    throw new TypeError('A structured value reached a plain column: it was not parsed')
  }
  return value
}

/** A number from a driver: SQL Server hands bigints and some aggregates back as text. */
export function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** Storage of types whose one column holds the wire value as it is. */
export const plainColumn: Pick<FieldType<FieldTypeName>, 'toDatabase' | 'fromDatabase'> = {
  toDatabase: (value) => ({ '': boundOf(value) }),
  fromDatabase: (columns) => primitiveOf(columns['']),
}

/** Storage of types whose one column holds a whole number. */
export const numberColumn: Pick<FieldType<FieldTypeName>, 'toDatabase' | 'fromDatabase'> = {
  toDatabase: (value) => ({ '': boundOf(value) }),
  fromDatabase: (columns) => numberOf(columns['']),
}

/** Whether the one column holds the wire value as it is: a number that the driver hands out needs no reading. */
export const isStoredAsIs = ({ fromDatabase }: Pick<FieldType, 'fromDatabase'>): boolean =>
  fromDatabase === plainColumn.fromDatabase || fromDatabase === numberColumn.fromDatabase

/** Text of a primitive for an export; null is empty. */
export function textOf(value: RecordValue): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Operators of fields with several values. */
export const LIST_OPERATORS: readonly Operator[] = [
  'has_any',
  'has_all',
  'has_none',
  'is_empty',
  'is_not_empty',
]

/** Several values as one cell: texts as they are, references by their label. */
export function listText(value: RecordValue): string {
  if (!Array.isArray(value)) return value === null ? '' : String(value)
  return value.map((item) => (isReference(item) ? referenceText(item) : String(item))).join(', ')
}
