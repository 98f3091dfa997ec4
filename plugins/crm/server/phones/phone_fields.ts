import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'

/**
 * Names of the fields whose numbers identify a record of this entity.
 *
 * Records *of* calls – PBX calls, call activities – carry numbers of others and would match themselves, so entities that only
 * the system writes and those shown as calls on a timeline have none.
 */
export function phoneFieldsOf(entity: EntityDefinition): string[] {
  if (entity.removed || entity.systemManaged || isCallRecord(entity)) return []
  return Object.entries(entity.fields)
    .filter(([, field]) => field.type === 'phone' && !field.removed)
    .map(([name]) => name)
}

function isCallRecord(entity: EntityDefinition): boolean {
  return entity.timeline?.kind === 'phone_call' || entity.timeline?.kind === 'call'
}

/** Phone fields by entity, of every entity that has some. */
export function phoneEntities(metadata: EffectiveMetadata): Map<string, string[]> {
  const result = new Map<string, string[]>()
  for (const entity of metadata.entity.values()) {
    const fields = phoneFieldsOf(entity)
    if (fields.length > 0) result.set(entity.name, fields)
  }
  return result
}
