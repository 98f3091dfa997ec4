import type { EffectiveMetadata } from '#core/metadata/types'
import { mergeRoles } from '#core/security/access'
import type { Actor } from '#core/security/types'

/**
 * Who writes the reference records of an import: the importer, with the rights of the roles as they were before it, over the
 * definitions that it brings. Records of an entity that the import itself makes are the importer's to write.
 */
export function importActor(
  actor: Actor,
  before: EffectiveMetadata,
  after: EffectiveMetadata
): Actor {
  if (actor.kind === 'system') return actor
  const roles = actor.roles.flatMap((name) => before.role.get(name) ?? [])
  const held = mergeRoles(roles, after)
  const made = (entity: string) => !before.entity.has(entity) && after.entity.has(entity)
  return {
    ...actor,
    accessKey: `${actor.accessKey}/import/${after.version}`,
    access: {
      depth: (entity, privilege) => (made(entity) ? 'all' : held.depth(entity, privilege)),
      field: (entity, field) => (made(entity) ? 'write' : held.field(entity, field)),
      can: (permission) => actor.access.can(permission),
    },
  }
}
