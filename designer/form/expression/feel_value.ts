import { dateAndTime, parseDate } from 'feelin'
import type { FieldDefinition, Json } from '#core/metadata/types'

/** A value as expressions see it: days and instants as those of FEEL, so that they can be compared. */
export function feelValue(value: Json, definition: FieldDefinition | undefined): unknown {
  if (typeof value !== 'string' || value === '') return value === '' ? null : value
  if (definition?.type === 'date') return parseDate(value)
  return definition?.type === 'datetime' ? dateAndTime(value) : value
}
