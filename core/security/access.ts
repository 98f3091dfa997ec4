/**
 * From roles to what a person may do. Pure: no I/O, no clock. Everything that no role grants is denied; where several roles
 * speak, the most generous wins.
 */
import { isSensitive } from '#core/metadata/field_types/shapes'
import {
  DEPTHS,
  PRIVILEGES,
  SYSTEM_FIELDS,
  type Depth,
  type EffectiveMetadata,
  type EntityDefinition,
  type FieldAccessLevel,
  type Privilege,
  type RoleDefinition,
} from '#core/metadata/types'
import { grantCovers } from '#core/security/permissions'
import type { Access } from '#core/security/types'

const LEVELS: readonly FieldAccessLevel[] = ['none', 'masked', 'read', 'write']
const SYSTEM = new Set<string>(SYSTEM_FIELDS)

/** The parts of the metadata that access depends on. */
export type AccessMetadata = Pick<EffectiveMetadata, 'version' | 'entity'>

export function wider(a: Depth, b: Depth): Depth {
  return DEPTHS.indexOf(a) >= DEPTHS.indexOf(b) ? a : b
}

export function higher(a: FieldAccessLevel, b: FieldAccessLevel): FieldAccessLevel {
  return LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b
}

export function narrower(a: Depth, b: Depth): Depth {
  return DEPTHS.indexOf(a) <= DEPTHS.indexOf(b) ? a : b
}

export function lower(a: FieldAccessLevel, b: FieldAccessLevel): FieldAccessLevel {
  return LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b
}

/** What one role gives on one entity: its own line, else that of `*`. The two are not mixed. */
export function roleDepth(role: RoleDefinition, entity: string, privilege: Privilege): Depth {
  const line = role.entities[entity] ?? role.entities['*']
  return line?.[privilege] ?? 'none'
}

/** Whether a role says something of a field by name. */
export function roleListsField(role: RoleDefinition, entity: string, field: string): boolean {
  return role.fields?.[entity]?.[field] !== undefined
}

/** What one role says of a field, whether or not the role may read the entity. */
export function fieldLevelOf(
  role: RoleDefinition,
  entity: EntityDefinition,
  field: string
): FieldAccessLevel {
  const named = role.fields?.[entity.name]?.[field]
  if (named) return named
  if (SYSTEM.has(field)) return 'read'
  const definition = entity.fields[field]
  return definition && isSensitive(definition) ? 'masked' : 'write'
}

/**
 * The level of one field over several roles. What may be seen comes only from roles that may read the entity, what may be
 * written only from roles that may create or update it: a role that merely creates cases must not uncover a field that the
 * reading role hides.
 */
function mergedField(
  roles: readonly RoleDefinition[],
  entity: EntityDefinition,
  field: string
): FieldAccessLevel {
  let seen: FieldAccessLevel = 'none'
  let mayRead = false
  let mayWrite = false
  for (const role of roles) {
    const level = fieldLevelOf(role, entity, field)
    if (roleDepth(role, entity.name, 'read') !== 'none') {
      mayRead = true
      seen = higher(seen, level)
    }
    const writes =
      roleDepth(role, entity.name, 'create') !== 'none' ||
      roleDepth(role, entity.name, 'update') !== 'none'
    mayWrite ||= writes && level === 'write'
  }
  if (!mayRead) return mayWrite ? 'write' : 'none'
  if (seen === 'none' || seen === 'masked') return seen
  return mayWrite ? 'write' : 'read'
}

class MergedAccess implements Access {
  readonly #roles: readonly RoleDefinition[]
  readonly #metadata: AccessMetadata
  readonly #grants: readonly string[]
  readonly #depths = new Map<string, Depth>()
  readonly #fields = new Map<string, Map<string, FieldAccessLevel>>()

  constructor(roles: readonly RoleDefinition[], metadata: AccessMetadata) {
    this.#roles = roles.filter((role) => !role.removed)
    this.#metadata = metadata
    this.#grants = [...new Set(this.#roles.flatMap((role) => role.permissions ?? []))]
  }

  #entity(name: string): EntityDefinition | null {
    const entity = this.#metadata.entity.get(name)
    return entity && !entity.removed ? entity : null
  }

  depth(entity: string, privilege: Privilege): Depth {
    const key = `${entity}\n${privilege}`
    const known = this.#depths.get(key)
    if (known) return known
    let depth: Depth = 'none'
    if (this.#entity(entity)) {
      for (const role of this.#roles) depth = wider(depth, roleDepth(role, entity, privilege))
      this.#depths.set(key, depth)
    }
    return depth
  }

  field(entity: string, field: string): FieldAccessLevel {
    const definition = this.#entity(entity)
    if (!definition) return 'none'
    let fields = this.#fields.get(entity)
    if (!fields) this.#fields.set(entity, (fields = new Map<string, FieldAccessLevel>()))
    const known = fields.get(field)
    if (known) return known
    if (!SYSTEM.has(field) && !Object.hasOwn(definition.fields, field)) return 'none'
    const level = definition.fields[field]?.removed
      ? 'none'
      : mergedField(this.#roles, definition, field)
    fields.set(field, level)
    return level
  }

  can(permission: string): boolean {
    return this.#grants.some((grant) => grantCovers(grant, permission))
  }
}

/**
 * Merges roles into one set of look-ups. Nothing unlisted is granted: an unknown entity, field or permission is denied, and
 * so is a removed one.
 */
export function mergeRoles(roles: readonly RoleDefinition[], metadata: AccessMetadata): Access {
  return new MergedAccess(roles, metadata)
}

/**
 * The key of an access: equal keys mean equal answers of every look-up. Role definitions are part of the metadata, so that
 * its version with the role names says it all; the scopes of a token narrow it further.
 */
export function accessKeyOf(
  metadataVersion: string,
  roles: readonly string[],
  scopes: readonly string[] | null = null
): string {
  const key = `${metadataVersion}|${[...roles].sort().join(',')}`
  return scopes ? `${key}|${[...scopes].sort().join(',')}` : key
}

/** The system itself: everything. */
export function fullAccess(): Access {
  return { depth: () => 'all', field: () => 'write', can: () => true }
}

/**
 * What a token may do: what its user may, narrowed to its scopes. `*` narrows nothing; `records.read` gives reading and
 * export; `records.write` every privilege on records; any other scope is the name of a permission.
 */
export function narrowAccess(access: Access, scopes: readonly string[]): Access {
  if (scopes.includes('*')) return access
  const write = scopes.includes('records.write')
  const read = write || scopes.includes('records.read')
  return {
    depth(entity, privilege) {
      const allowed = write || (read && (privilege === 'read' || privilege === 'export'))
      return allowed ? access.depth(entity, privilege) : 'none'
    },
    field(entity, field) {
      if (!read) return 'none'
      const level = access.field(entity, field)
      return level === 'write' && !write ? 'read' : level
    },
    can: (permission) =>
      scopes.some((scope) => grantCovers(scope, permission)) && access.can(permission),
  }
}

/**
 * Joins what several parts (core, plugins) say about one base role: the union of their grants, the label of the first.
 * Two parts that name the same entity, privilege or field: the most generous wins.
 */
export function mergeRoleParts(parts: readonly RoleDefinition[]): RoleDefinition {
  const [first, ...rest] = parts
  if (!first) throw new RangeError('mergeRoleParts needs at least one part')
  const merged = structuredClone(first)
  for (const part of rest) {
    for (const [entity, line] of Object.entries(part.entities)) {
      const into = (merged.entities[entity] ??= {})
      for (const privilege of PRIVILEGES) {
        const depth = line[privilege]
        if (depth) into[privilege] = wider(into[privilege] ?? 'none', depth)
      }
    }
    for (const [entity, fields] of Object.entries(part.fields ?? {})) {
      const into = ((merged.fields ??= {})[entity] ??= {})
      for (const [field, level] of Object.entries(fields)) {
        into[field] = higher(into[field] ?? 'none', level)
      }
    }
    if (part.permissions) {
      merged.permissions = [...new Set([...(merged.permissions ?? []), ...part.permissions])]
    }
  }
  return merged
}

/**
 * Whether `inner` grants nothing beyond `outer`: the test before somebody hands out a role. `mayUncover`: sensitive fields may be
 * handed out unseen, because nobody sees them by default, the administrator included.
 */
export function accessWithin(
  inner: Access,
  outer: Access,
  entities: Iterable<EntityDefinition>,
  permissions: Iterable<string>,
  mayUncover = false
): boolean {
  for (const permission of permissions) {
    if (inner.can(permission) && !outer.can(permission)) return false
  }
  for (const entity of entities) {
    for (const privilege of PRIVILEGES) {
      const wanted = inner.depth(entity.name, privilege)
      if (
        wider(outer.depth(entity.name, privilege), wanted) !== outer.depth(entity.name, privilege)
      )
        return false
    }
    for (const [field, definition] of Object.entries(entity.fields)) {
      if (mayUncover && isSensitive(definition)) continue
      const held = outer.field(entity.name, field)
      if (higher(held, inner.field(entity.name, field)) !== held) return false
    }
  }
  return true
}
