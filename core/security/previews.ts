import type { Database } from '#core/database/database'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { AuditLog } from '#core/security/audit_log'
import { E_SESSION_REQUIRED, E_UNKNOWN_ROLE } from '#core/security/errors'
import type { Actor, Origin } from '#core/security/types'
import { getPerson, rolesOf } from '#core/security/user_directory'

/** Begins and ends looking at the application as somebody else. Both are audited. */
export class Previews {
  readonly #database: Database
  readonly #metadata: () => EffectiveMetadata
  readonly #audit: AuditLog

  constructor(database: Database, metadata: () => EffectiveMetadata, audit: AuditLog) {
    this.#database = database
    this.#metadata = metadata
    this.#audit = audit
  }

  /**
   * Answers the roles. Of a user only the roles are taken: rows stay those that the administrator may see.
   * @throws E_SESSION_REQUIRED, E_UNKNOWN_ROLE, E_NOT_FOUND
   */
  async start(
    actor: Actor,
    origin: Origin,
    subject: { roles?: string[] | undefined; userId?: number | undefined },
    byToken: boolean
  ): Promise<string[]> {
    if (byToken) throw new E_SESSION_REQUIRED()
    const { userId } = subject
    if (userId !== undefined) await getPerson(this.#database.read, userId)
    const names = userId === undefined ? subject.roles : await rolesOf(this.#database.read, userId)
    const roles = [...new Set(names ?? [])].sort()
    for (const name of roles) {
      const role = this.#metadata().role.get(name)
      if (!role || role.removed) throw new E_UNKNOWN_ROLE({ role: name })
    }
    if (roles.length === 0) throw new E_UNKNOWN_ROLE({ role: '' })
    await this.#record(actor, origin, 'preview.started', {
      roles,
      ...(userId === undefined ? {} : { userId }),
    })
    return roles
  }

  async end(actor: Actor, origin: Origin): Promise<void> {
    if (!actor.preview) return
    await this.#record(actor, origin, 'preview.ended', { roles: [...actor.preview] })
  }

  #record(
    actor: Actor,
    origin: Origin,
    action: string,
    details: { roles: string[]; userId?: number }
  ): Promise<void> {
    const { userId: actorId, name: actorName } = actor
    const { address, channel } = origin
    const entry = { at: new Date(), actorId, actorName, address, channel, action, details }
    return this.#database.transaction((trx) => this.#audit.append(trx, [entry]))
  }
}
