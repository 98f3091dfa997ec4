import type { Json } from '#core/metadata/types'
import type { RecordRow, Reference } from '#core/records/types'
import type { ReadableEntity } from '../api/types.js'

export interface FormValues {
  values: Record<string, Json>
  references: Record<string, Reference | null>
}

function referenceOf(value: unknown): Reference | null {
  return typeof value === 'object' && value !== null && 'id' in value ? (value as Reference) : null
}

/** A record as a form holds it: look-ups as ids (as they are written), their names beside. */
export function toFormValues(entity: ReadableEntity, record: RecordRow): FormValues {
  const values: Record<string, Json> = {}
  const references: Record<string, Reference | null> = {}
  for (const [name, field] of Object.entries(entity.fields)) {
    if (field.removed || field.type === 'one_to_many') continue
    const value = record[name] ?? null
    const reference = ['lookup', 'regarding', 'file', 'image'].includes(field.type)
      ? referenceOf(value)
      : null
    if (reference) {
      references[name] = reference
      values[name] =
        field.type === 'regarding'
          ? { entity: reference.entity ?? '', id: reference.id }
          : reference.id
    } else {
      values[name] = value as Json
    }
  }
  return { values, references }
}

/** Equal as far as the server is concerned: empty text and nothing are the same. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  const normal = (value: Json | undefined): Json =>
    value === undefined || value === '' ? null : value
  return JSON.stringify(normal(a)) === JSON.stringify(normal(b))
}

export interface FieldConflict {
  field: string
  yours: Json
  theirs: Json
}

/**
 * Fields that both sides changed since `base`, with different outcomes. What only one side changed is no conflict.
 */
export function conflictsOf(
  base: Record<string, Json>,
  yours: Record<string, Json>,
  theirs: Record<string, Json>
): FieldConflict[] {
  return Object.entries(yours)
    .filter(
      ([field, value]) => !sameValue(theirs[field], base[field]) && !sameValue(value, theirs[field])
    )
    .map(([field, value]) => ({ field, yours: value, theirs: theirs[field] ?? null }))
}
