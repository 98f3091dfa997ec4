import { dateAndTime, parseDate, time } from 'feelin'
import { moneyScale } from '#core/metadata/field_types/money_type'
import { isEmptyValue } from '#core/forms/field_rules'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { FieldDefinition, Json } from '#core/metadata/types'

/**
 * A value as expressions see it: days, instants and times as those of FEEL, so that they can be compared and counted with;
 * a blank text is nothing. Durations stay whole seconds.
 */
export function feelValue(
  value: Json | undefined,
  definition: FieldDefinition | undefined
): unknown {
  if (isEmptyValue(value) && !Array.isArray(value)) return null
  if (typeof value !== 'string') return value ?? null
  const type: string | undefined = definition?.type
  if (type === 'date') return parseDate(value)
  if (type === 'datetime') return dateAndTime(value)
  if (type === 'time') return time(value)
  return value
}

export type Calculated = { value: Json } | { value: null; code: string }

/** What an expression answered, as a value of the field: numbers rounded to its decimals, texts of it parsed. */
export function calculatedValue(
  result: Json,
  definition: FieldDefinition,
  types: FieldTypes
): Calculated {
  if (result === null) return { value: null }
  if (!types.has(definition.type)) return { value: result }
  const type = types.get(definition.type)
  const parsed = type.parse(rounded(result, definition), definition)
  return 'code' in parsed ? { value: null, code: parsed.code } : { value: parsed.value }
}

const EXACT = new Set(['decimal', 'money', 'percent'])
const WHOLE = new Set(['integer', 'duration', 'rating'])

function scaleOf(definition: FieldDefinition): number {
  if (definition.type === 'money') return moneyScale(definition)
  const { scale } = definition as { scale?: number }
  return scale ?? 2
}

function rounded(value: Json, definition: FieldDefinition): Json {
  if (typeof value !== 'number') return value
  if (WHOLE.has(definition.type)) return Math.round(value)
  if (definition.type === 'text') return String(value)
  if (!('scale' in definition) && !EXACT.has(definition.type)) return value
  return Number(value.toFixed(scaleOf(definition)))
}
