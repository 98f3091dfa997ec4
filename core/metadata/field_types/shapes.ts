import type { FieldDefinition, FieldOf, FieldTypeName } from '#core/metadata/types'

/**
 * What a field's values are like, whatever its type is called: a formula of numbers sorts, adds up and is shown as a number.
 * Isomorphic.
 */

/** The field whose values a computed field has: what formats, filters and aggregates it. Others are what they are. */
export function readAs(field: FieldDefinition): FieldDefinition {
  if (field.type === 'formula') return resultField(field, field.result, field.scale)
  if (field.type !== 'rollup') return field
  if (field.function === 'count') return resultField(field, 'integer', 0)
  return resultField(field, field.result ?? 'number', field.scale)
}

function resultField(
  field: FieldOf<'formula'> | FieldOf<'rollup'>,
  result: FieldOf<'formula'>['result'] | 'integer',
  scale: number | undefined
): FieldDefinition {
  const { label, help, indexed, searchable, sensitive } = field
  const common = {
    label,
    ...(help === undefined ? {} : { help }),
    ...(indexed === undefined ? {} : { indexed }),
    ...(searchable === undefined ? {} : { searchable }),
    ...(sensitive === undefined ? {} : { sensitive }),
  }
  if (result === 'number') return { ...common, type: 'decimal', scale: scale ?? 2 }
  return { ...common, type: result }
}

/** The same for a field that a reader was given, which may hold less than the definition. */
export function readableAs<F extends { type: FieldTypeName }>(field: F): F {
  return { ...field, ...(readAs(field as unknown as FieldDefinition) as unknown as F) }
}

const ONE_LINE: ReadonlySet<FieldTypeName> = new Set([
  ...(['text', 'email', 'phone', 'autonumber', 'url', 'national_id', 'iban', 'bank_card'] as const),
])
const NUMERIC: ReadonlySet<FieldTypeName> = new Set([
  ...(['integer', 'decimal', 'money', 'percent', 'duration', 'rating'] as const),
])
const TEMPORAL: ReadonlySet<FieldTypeName> = new Set(['date', 'datetime'])

/** Texts sorted and searched by their folded form. */
export const isTextLike = (field: FieldDefinition): boolean => {
  const { type } = readAs(field)
  return ONE_LINE.has(type) || type === 'long_text'
}
/** Numbers that can be added up. */
export const isNumeric = (field: FieldDefinition): boolean => NUMERIC.has(readAs(field).type)
/** Days and instants, which can be counted by period. */
export const isTemporal = (field: FieldDefinition): boolean => TEMPORAL.has(readAs(field).type)
/** Whether the platform works the value out, so that nobody writes it. */
export const isComputed = ({ type }: { type: string }): boolean =>
  type === 'formula' || type === 'rollup'
/** Whether a value is shown masked unless the role unmasks it. Numbers of bank cards are, unless the definition says otherwise. */
export const isSensitive = (field: { type: string; sensitive?: boolean }): boolean =>
  field.sensitive ?? field.type === 'bank_card'
