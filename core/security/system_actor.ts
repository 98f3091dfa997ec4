import { fullAccess } from '#core/security/access'
import type { Actor } from '#core/security/types'

/** The platform itself: sees and does everything, and answers for what no person asked for. */
export const SYSTEM_ACTOR: Actor = Object.freeze({
  kind: 'system',
  userId: 0,
  name: 'system',
  unitId: null,
  unitIds: [],
  teamIds: [],
  roles: [],
  language: 'en',
  timeZone: 'UTC',
  calendar: 'gregory',
  access: fullAccess(),
  accessKey: 'system',
} satisfies Actor)
