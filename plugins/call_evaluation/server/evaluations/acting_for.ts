import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'

/** The system, in whose hands the life cycle is, in the name of who asked for the step: so the audit names the person. */
export function actingFor({ userId, name }: Actor): Actor {
  return { ...SYSTEM_ACTOR, userId, name }
}
