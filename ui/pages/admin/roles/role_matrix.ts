import {
  PRIVILEGES,
  type Depth,
  type FieldAccessLevel,
  type Privilege,
  type RoleDefinition,
} from '#core/metadata/types'
import type { RoleChange } from '../../../api/admin.js'

/** A fresh, permanent name for a role from its label; labels of other scripts get a running number. */
export function roleNameOf(label: string, taken: ReadonlySet<string>): string {
  const latin = label
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40)
  const stem = latin || 'role'
  const free = (name: string) => !taken.has(name) && !taken.has(`x_${name}`)
  if (latin && free(stem)) return stem
  let n = 1
  while (!free(`${stem}_${n}`)) n++
  return `${stem}_${n}`
}

export type Grants = Record<Privilege, Depth>

/** What a role grants on an entity: its own line, else that of `*`, else nothing. Pure. */
export function grantsOf(role: RoleDefinition, entity: string): Grants {
  const line = role.entities[entity] ?? (entity === '*' ? undefined : role.entities['*']) ?? {}
  return Object.fromEntries(
    PRIVILEGES.map((privilege) => [privilege, line[privilege] ?? 'none'])
  ) as Grants
}

/** Whether the entity has a line of its own. */
export const isNamed = (role: RoleDefinition, entity: string): boolean =>
  Object.hasOwn(role.entities, entity)

/**
 * The changes that set one depth. An entity that so far follows `*` gets a whole line of its own, so that nothing else of it
 * changes. Pure.
 */
export function depthChanges(
  role: RoleDefinition,
  entity: string,
  privilege: Privilege,
  depth: Depth
): RoleChange[] {
  if (isNamed(role, entity)) return [{ path: ['entities', entity, privilege], value: depth }]
  const line = { ...grantsOf(role, entity), [privilege]: depth }
  return [{ path: ['entities', entity], value: line }]
}

/** How a field may be used; null where the role says nothing of its own. */
export const fieldLevel = (
  role: RoleDefinition,
  entity: string,
  field: string
): FieldAccessLevel | null => role.fields?.[entity]?.[field] ?? null

/** The changes that set the access to a field. Pure. */
export function fieldChanges(
  role: RoleDefinition,
  entity: string,
  field: string,
  level: FieldAccessLevel
): RoleChange[] {
  if (role.fields?.[entity]) return [{ path: ['fields', entity, field], value: level }]
  if (role.fields) return [{ path: ['fields', entity], value: { [field]: level } }]
  return [{ path: ['fields'], value: { [entity]: { [field]: level } } }]
}

/** Applies changes to a copy, as the server will: for showing them at once. Pure. */
export function applied(role: RoleDefinition, changes: readonly RoleChange[]): RoleDefinition {
  const copy = structuredClone(role) as unknown as Record<string, unknown>
  for (const { path, value } of changes) {
    let place = copy
    for (const step of path.slice(0, -1)) {
      const next = place[step]
      place[step] = typeof next === 'object' && next !== null ? next : {}
      place = place[step] as Record<string, unknown>
    }
    const last = path.at(-1)
    if (last !== undefined) place[last] = structuredClone(value)
  }
  return copy as unknown as RoleDefinition
}

/** Whether a path or something below it is the client's own. */
export function layerOf(
  layer: Readonly<Record<string, 'base' | 'client'>>,
  path: string
): 'base' | 'client' {
  if (layer[path] === 'client') return 'client'
  const below = `${path}.`
  return Object.entries(layer).some(([key, of]) => of === 'client' && key.startsWith(below))
    ? 'client'
    : 'base'
}

/** Whether a grant (`*`, `telephony.*`, an exact name) gives a permission: the host's own rule (core/security/permissions.ts). Pure. */
export function grantCovers(grant: string, permission: string): boolean {
  if (grant === '*' || grant === permission) return true
  return grant.endsWith('.*') && permission.startsWith(grant.slice(0, -1))
}
