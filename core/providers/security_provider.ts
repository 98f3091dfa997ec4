import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { AuthenticateMiddleware } from '#core/http/middleware/authenticate_middleware'
import { AccessTokens } from '#core/security/access_tokens'
import { Actors } from '#core/security/actors'
import { deriveAuditKeys, deriveKey } from '#core/security/audit_chain'
import { AuditLog } from '#core/security/audit_log'
import { currentMetadata } from '#core/security/current_metadata'
import { SecurityRevision } from '#core/security/security_revision'
import { Sessions } from '#core/security/sessions'
import env from '#core/start/env'

/** Wires who may do what: sessions, tokens, actors and the audit. */
export default class SecurityProvider {
  /** Writes beside requests that must be finished before the database goes. */
  #settle: (() => Promise<void>)[] = []

  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    const appKey = () => env.get('APP_KEY').release()
    const logFailure = async () => {
      const logger = await container.make('logger')
      return (error: unknown) => logger.error({ err: error }, 'a session could not be updated')
    }

    container.singleton(SecurityRevision, async (resolver) => {
      const database = await resolver.make(Database)
      return new SecurityRevision(() => database.read)
    })
    container.singleton(Actors, async (resolver) => {
      const database = await resolver.make(Database)
      const metadata = await currentMetadata(this.app)
      return new Actors(() => database.read, metadata, await resolver.make(SecurityRevision))
    })
    container.singleton(Sessions, async (resolver) => {
      const database = await resolver.make(Database)
      const revision = await resolver.make(SecurityRevision)
      const key = deriveKey(appKey(), 'csrf')
      const sessions = new Sessions(database, revision, key, await logFailure())
      this.#settle.push(() => sessions.settle())
      return sessions
    })
    container.singleton(AccessTokens, async (resolver) => {
      const database = await resolver.make(Database)
      const revision = await resolver.make(SecurityRevision)
      const tokens = new AccessTokens(database, revision, await logFailure())
      this.#settle.push(() => tokens.settle())
      return tokens
    })
    container.singleton(AuditLog, async (resolver) => {
      const { dialect } = await resolver.make(Database)
      return new AuditLog(deriveAuditKeys(appKey()), dialect)
    })
    container.singleton(
      AuthenticateMiddleware,
      async (resolver) =>
        new AuthenticateMiddleware(await resolver.make('auth.manager'), env.get('APP_URL'))
    )
  }

  async shutdown() {
    for (const settle of this.#settle) await settle()
  }
}
