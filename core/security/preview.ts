/** Seeing the application as somebody with other roles would: never more than one's own rights, and never writing. Pure. */
import type { RoleDefinition } from '#core/metadata/types'
import {
  accessKeyOf,
  lower,
  mergeRoles,
  narrower,
  type AccessMetadata,
} from '#core/security/access'
import type { Access, Actor } from '#core/security/types'

/** What both give. Row scopes are taken of one and the same person, so that the narrower depth is the smaller set. */
export function commonAccess(a: Access, b: Access): Access {
  return {
    depth: (entity, privilege) => narrower(a.depth(entity, privilege), b.depth(entity, privilege)),
    field: (entity, field) => lower(a.field(entity, field), b.field(entity, field)),
    can: (permission) => a.can(permission) && b.can(permission),
  }
}

/** The same person with these roles only. */
export function previewActor(
  actor: Actor,
  roles: readonly RoleDefinition[],
  metadata: AccessMetadata
): Actor {
  const names = roles.map(({ name }) => name).sort()
  return {
    ...actor,
    roles: names,
    preview: names,
    access: commonAccess(actor.access, mergeRoles(roles, metadata)),
    accessKey: `${actor.accessKey}|as:${accessKeyOf('', names)}`,
  }
}

/** Requests that only ask, though they are sent as POST, and those that end the preview or the session. */
const ASKING = new Set([
  'POST /api/records/:entity/query',
  'POST /api/records/:entity/count',
  'POST /api/records/:entity/aggregate',
  'POST /__transmit/subscribe',
  'POST /__transmit/unsubscribe',
  'DELETE /api/preview',
  'DELETE /api/session',
])

export function allowedInPreview(method: string, pattern: string): boolean {
  return method === 'GET' || method === 'HEAD' || ASKING.has(`${method} ${pattern}`)
}
