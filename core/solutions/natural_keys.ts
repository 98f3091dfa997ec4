import type { EffectiveMetadata, EntityDefinition, FieldDefinition } from '#core/metadata/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'

/** Types whose values are texts or whole numbers that say the same in every installation. */
const KEY_TYPES = new Set<string>(['text', 'email', 'integer', 'autonumber', 'national_id', 'url'])
/** Values that cannot be carried: they are computed, or point to stored files. */
const NOT_CARRIED = new Set<string>(['file', 'image', 'formula', 'roll_up', 'rollup'])

/** The field that tells the records of an entity apart wherever they are: its first unique one. */
export function naturalKeyOf(entity: EntityDefinition | undefined): string | null {
  const fields = Object.entries(entity?.fields ?? {})
  const found = fields.find(
    ([, field]) => field.unique && !field.removed && KEY_TYPES.has(field.type)
  )
  return found?.[0] ?? null
}

/** The fields of reference records that a package carries, by name. */
export function carriedFields(
  entity: EntityDefinition,
  types: FieldTypes,
  metadata: Pick<EffectiveMetadata, 'entity'>
): [string, FieldDefinition][] {
  return Object.entries(entity.fields).filter(([, field]) => {
    if (field.removed || NOT_CARRIED.has(field.type)) return false
    if (Object.keys(types.get(field.type).columns(field)).length === 0) return false
    if (field.type === 'lookup') return naturalKeyOf(metadata.entity.get(field.target)) !== null
    return true
  })
}
