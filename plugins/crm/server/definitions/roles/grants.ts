import type { Depth, Privilege, RoleDefinition } from '#core/metadata/types'

type Grants = RoleDefinition['entities'][string]

/** One depth for several privileges. */
export function grant(depth: Depth, ...privileges: Privilege[]): Grants {
  return Object.fromEntries(privileges.map((privilege) => [privilege, depth]))
}

export const CRM_ENTITIES = [
  'contact',
  'account',
  'lead',
  'case',
  'task',
  'note',
  'phone_call',
] as const

/** The same grants on every entity of the CRM. */
export function onAll(grants: Grants): RoleDefinition['entities'] {
  return Object.fromEntries(CRM_ENTITIES.map((entity) => [entity, { ...grants }]))
}
