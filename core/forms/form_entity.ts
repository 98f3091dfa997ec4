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

/** Types whose values come from the system and never from a form. */
const COMPUTED: ReadonlySet<string> = new Set(['autonumber', 'one_to_many', 'formula', 'rollup'])

/** Whether a person may write the field through a form. */
export function isWritable(entity: FormEntity, name: string, field: FormField): boolean {
  if (field.readOnly || COMPUTED.has(field.type)) return false
  if (entity.systemManaged && !entity.editableFields?.includes(name)) return false
  return (field.access ?? 'write') === 'write'
}
