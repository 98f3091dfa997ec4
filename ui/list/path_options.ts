import type { LocalizedText } from '#core/metadata/types'
import type { ReadableEntity } from '../api/types.js'
import { fieldOf } from './paths.js'

export interface PathOption {
  value: string
  label: string
}
const OFFERED_SYSTEM_FIELDS = [
  'owner_id',
  'unit_id',
  'created_at',
  'created_by',
  'updated_at',
  'id',
] as const
const UNFIT = new Set(['one_to_many'])

/**
 * Paths offered in filters and column pickers: the entity's own fields, those of system columns, and the fields of the records
 * that its look-ups point at, one step far.
 */
export function pathOptions(
  entities: Record<string, ReadableEntity>,
  entityName: string,
  label: (text: LocalizedText) => string
): PathOption[] {
  const entity = entities[entityName]
  if (!entity) return []
  const own = Object.keys(entity.fields)
    .filter((name) => fieldOf(entity, name) && !UNFIT.has(entity.fields[name]?.type ?? ''))
    .map((name) => ({ value: name, label: label(entity.fields[name]?.label ?? { en: name }) }))
  const system = OFFERED_SYSTEM_FIELDS.flatMap((name) => {
    const field = fieldOf(entity, name)
    return field ? [{ value: name, label: label(field.label) }] : []
  })
  const further = Object.entries(entity.fields).flatMap(([name, field]) => {
    const target = field.type === 'lookup' && !field.removed ? entities[field.target] : undefined
    if (!target) return []
    return Object.entries(target.fields)
      .filter(([, inner]) => !inner.removed && !UNFIT.has(inner.type) && inner.type !== 'long_text')
      .map(([innerName, inner]) => ({
        value: `${name}.${innerName}`,
        label: `${label(field.label)} › ${label(inner.label)}`,
      }))
  })
  return [...own, ...system, ...further]
}
