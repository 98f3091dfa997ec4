import type { RoleDefinition } from '#core/metadata/types'
import { accessKeyOf, fullAccess, mergeRoles, type AccessMetadata } from '#core/security/access'
import type { Actor, Origin } from '#core/security/types'

export const origin: Origin = { address: '192.0.2.1', channel: 'web' }

export const systemActor: Actor = {
  kind: 'system',
  userId: 0,
  name: 'System',
  unitId: null,
  unitIds: [],
  teamIds: [],
  roles: [],
  language: 'en',
  timeZone: 'UTC',
  calendar: 'gregory',
  access: fullAccess(),
  accessKey: 'system',
}

export function roleOf(
  name: string,
  entities: RoleDefinition['entities'],
  fields: NonNullable<RoleDefinition['fields']> = {}
): RoleDefinition {
  return { name, label: { en: name }, entities, fields }
}

/** A person with one role. */
export function person(
  metadata: AccessMetadata,
  role: RoleDefinition,
  more: Partial<Actor> = {}
): Actor {
  return {
    ...systemActor,
    kind: 'user',
    userId: 1,
    name: 'Sara',
    unitId: 1,
    unitIds: [1],
    teamIds: [],
    roles: [role.name],
    timeZone: 'Asia/Tehran',
    calendar: 'persian',
    access: mergeRoles([role], metadata),
    accessKey: accessKeyOf(metadata.version, [role.name]),
    ...more,
  }
}
