import type { Depth, FieldAccessLevel, Json, Language, Privilege } from '#core/metadata/types'

/**
 * Who acts. Built once per session and metadata version, and handed to every service: no service looks at HTTP.
 */
export interface Actor {
  kind: 'user' | 'system'
  /** 0 for the system. */
  userId: number
  name: string
  unitId: number | null
  /** The user's unit and all units below it. */
  unitIds: readonly number[]
  teamIds: readonly number[]
  /** Entities of which records are shared with this person or a team; part of `accessKey`. */
  shares?: ReadonlySet<string>
  roles: readonly string[]
  language: Language
  /** IANA name. */
  timeZone: string
  calendar: 'persian' | 'gregory'
  /** Names of the roles as which an administrator looks at the application: read-only. */
  preview?: readonly string[]
  access: Access
  /** Changes whenever anything in `access` could differ: a cache key for compiled queries. */
  accessKey: string
}

/** What an actor may do. Pure look-ups: roles are merged once, the most generous grant wins. Everything unlisted is denied. */
export interface Access {
  depth(entity: string, privilege: Privilege): Depth
  field(entity: string, field: string): FieldAccessLevel
  can(permission: string): boolean
}

/** Where a request came from, for the audit. */
export interface Origin {
  address: string | null
  /** `web`, `token:<id>`, `command`, `job`, `import`, `sample`. */
  channel: string
}

/** One thing worth proving later. `action` is `part.verb`: `record.updated`, `session.started`, `recording.played`. */
export interface AuditEntry {
  at: Date
  actorId: number
  actorName: string
  address: string | null
  channel: string
  action: string
  entity?: string
  recordId?: number
  changes?: Record<string, { from: Json; to: Json }>
  details?: Json
}

declare module '@adonisjs/core/http' {
  /** Set on every request under `/api` that is not public. */
  interface HttpContext {
    actor: Actor
    origin: Origin
  }
}
