import { parseDate, parseDateTime, parseTime } from 'feelin'
import { fromScaled, toScaled } from '#core/metadata/field_types/exact_number'
import { plainTextOf } from '#core/metadata/field_types/rich_text_type'
import { readAs } from '#core/metadata/field_types/shapes'
import type { FieldDefinition, FieldOf, Json } from '#core/metadata/types'

/**
 * Between a record's values and FEEL: days, instants and times become FEEL's own, so that they can be compared and added to;
 * numbers, texts and choices are what they are, durations stay seconds (`seconds(n)` makes one of FEEL's of them). A value that
 * is missing is null. Pure and isomorphic.
 */

/** A wire value as an expression sees it. A look-up is its id, or `{ id, … }` where the other record was loaded. */
export function toFeelValue(value: Json | undefined, field: FieldDefinition): unknown {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') return value
  switch (readAs(field).type) {
    case 'date':
      return parseDate(value)
    case 'datetime':
      return parseDateTime(value)
    case 'time':
      return parseTime(value.length === 5 ? `${value}:00` : value)
    case 'rich_text':
      return plainTextOf(value)
    default:
      return value
  }
}

/** Types whose values cost something to convert; `readAs` may answer them for a formula or a roll-up. */
const COSTLY: ReadonlySet<string> = new Set(['date', 'datetime', 'time', 'rich_text'])

/** Converts a value when it is first read: an expression reads a few fields of many. */
function convertLater(
  context: Record<string, unknown>,
  name: string,
  value: string,
  field: FieldDefinition
): void {
  const keep = (converted: unknown) =>
    Object.defineProperty(context, name, {
      value: converted,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  Object.defineProperty(context, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      const converted = toFeelValue(value, field)
      keep(converted)
      return converted
    },
    set: keep,
  })
}

/** The values of a record as a FEEL context: every field is there, so that a name is never unknown. */
export function feelContext(
  fields: Readonly<Record<string, FieldDefinition>>,
  values: Readonly<Record<string, Json>>
): Record<string, unknown> {
  const context: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.removed) continue
    const value = values[name]
    if (typeof value === 'string' && COSTLY.has(readAs(field).type)) {
      convertLater(context, name, value, field)
    } else context[name] = toFeelValue(value, field)
  }
  return context
}

/** What FEEL answered as a value of a formula's result type; null where it answered something else. */
export function fromFeelValue(value: Json, field: FieldOf<'formula'>): Json {
  if (value === null) return null
  switch (field.result) {
    case 'text':
      return textOf(value)
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return null
      const scale = field.scale ?? 2
      const rounded = fromScaled(toScaled(value, scale), scale)
      return Math.abs(rounded) * 10 ** scale > MAX_SCALED ? null : rounded
    }
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
        ? value.slice(0, 10)
        : null
    case 'datetime':
      return instantOf(value)
  }
}

const MAX_SCALED = 999_999_999_999_999
const MAX_TEXT = 255

function textOf(value: Json): string | null {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text === '' ? null : text.slice(0, MAX_TEXT)
}

/** A time without a zone is taken as UTC; a named zone behind `@` cannot be resolved here. */
function instantOf(value: Json): string | null {
  if (typeof value !== 'string') return null
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? `${value}T00:00:00Z`
    : /(?:Z|[+-]\d{2}:\d{2})$/.test(value)
      ? value
      : `${value}Z`
  const instant = new Date(iso)
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString()
}
