import type { FieldDefinition } from '#core/metadata/types'

/** Whose records an expression is tried on; without a name there is none yet, and values are typed in. */
export interface Sample {
  entity: string | null
  fields: Readonly<Record<string, FieldDefinition>>
}
