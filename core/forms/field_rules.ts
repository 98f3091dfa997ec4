import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { FieldDefinition, Json, JsonPrimitive } from '#core/metadata/types'

export interface FieldIssue {
  code: string
  params?: Record<string, JsonPrimitive>
}

/** Nothing entered: null, undefined, spaces, an empty list. False and 0 are values. */
export function isEmptyValue(value: Json | undefined): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}

/**
 * What is wrong with one value of one field, or null: required first, then what the field's type says. The browser runs it while
 * typing, by the same code that the record engine parses with, so that the two cannot disagree.
 */
export function checkField(
  field: FieldDefinition,
  value: Json | undefined,
  types: FieldTypes
): FieldIssue | null {
  if (isEmptyValue(value)) return field.required ? { code: 'E_REQUIRED' } : null
  if (!types.has(field.type) || value === undefined) return null
  const parsed = types.get(field.type).parse(value, field)
  if ('code' in parsed)
    return parsed.params ? { code: parsed.code, params: parsed.params } : { code: parsed.code }
  return field.required && isEmptyValue(parsed.value) ? { code: 'E_REQUIRED' } : null
}
