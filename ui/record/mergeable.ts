import type { ReadableEntity } from '../api/types.js'

/** People, units and teams stand for more than their values; what the system keeps is not merged by hand. */
const IDENTITY = new Set(['user', 'unit', 'team'])

export function isMergeable(entity: Pick<ReadableEntity, 'name' | 'systemManaged'>): boolean {
  return !entity.systemManaged && !IDENTITY.has(entity.name)
}
