import { E_FORBIDDEN } from '#core/errors/errors'
import type { Privilege } from '#core/metadata/types'
import type { Actor } from '#core/security/types'

/** Throws E_FORBIDDEN unless the actor holds the named permission. */
export function requirePermission(actor: Actor, permission: string): void {
  if (!actor.access.can(permission)) throw new E_FORBIDDEN({ what: permission })
}

/** Throws E_FORBIDDEN unless the actor holds the privilege on the entity at any depth. */
export function requirePrivilege(actor: Actor, entity: string, privilege: Privilege): void {
  if (actor.access.depth(entity, privilege) === 'none') {
    throw new E_FORBIDDEN({ what: `${entity}.${privilege}` })
  }
}
