import type { FieldAccessLevel, FieldDefinition } from '#core/metadata/types'

/** A field with what the reader may do with it. */
export type FormField = FieldDefinition & { access?: Exclude<FieldAccessLevel, 'none'> }

/** As much of an entity as forms need. */
export interface FormEntity {
  name: string
  fields: Record<string, FormField>
  systemManaged?: boolean
  editableFields?: string[]
}

/** Types whose values are worked out, given by the system, or written on the other side. */
const NEVER_WRITTEN: ReadonlySet<string> = new Set([
  'autonumber',
  'one_to_many',
  'formula',
  'rollup',
])

/** Whether a person may write the field through a form. */
export function isWritable(entity: FormEntity, name: string, field: FormField): boolean {
  if (field.readOnly || NEVER_WRITTEN.has(field.type)) return false
  if (entity.systemManaged && !entity.editableFields?.includes(name)) return false
  return (field.access ?? 'write') === 'write'
}
