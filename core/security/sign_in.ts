import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { E_SIGN_IN_FAILED, E_SIGN_IN_LOCKED } from '#core/security/errors'
import { normalizeLogin } from '#core/security/login_name'
import type { PasswordHasher } from '#core/security/password_hasher'
import type { Sessions } from '#core/security/sessions'
import type { SignInAttempts } from '#core/security/sign_in_attempts'
import type { Actor, Origin } from '#core/security/types'

interface Account {
  id: number
  name: string
  active: boolean | number | null
  password_hash: string | null
}
export interface StartedSession {
  token: string
  csrf: string
  userId: number
}
const NOBODY = { userId: 0, name: '' }

/** Signs people in and out. Bound as a singleton. */
export class SignIn {
  readonly #database: Database
  readonly #hasher: PasswordHasher
  readonly #attempts: SignInAttempts
  readonly #sessions: Sessions
  readonly #audit: AuditLog

  constructor(
    database: Database,
    hasher: PasswordHasher,
    attempts: SignInAttempts,
    sessions: Sessions,
    audit: AuditLog
  ) {
    this.#database = database
    this.#hasher = hasher
    this.#attempts = attempts
    this.#sessions = sessions
    this.#audit = audit
  }

  /**
   * Starts a session for a login and its password. Always a new one, under a new token: a token that the browser brought along
   * is ended, so that nobody can plant one.
   *
   * @throws E_SIGN_IN_FAILED for an unknown login, a wrong password, a disabled user: the same answer in the same time
   * @throws E_SIGN_IN_LOCKED, E_TOO_MANY_REQUESTS
   */
  async signIn(
    input: { login: string; password: string },
    origin: Origin,
    agent: string | null,
    formerToken: string | null
  ): Promise<StartedSession> {
    const login = normalizeLogin(input.login)
    const address = origin.address ?? ''
    await this.#begin(login, address, origin)
    const account = await this.#account(login)
    const right = await this.#hasher.verify(account?.password_hash ?? null, input.password)
    if (!account || !right || !account.active) return this.#refuse(account, origin)

    const rehash = this.#needsRehash(account) ? await this.#hasher.make(input.password) : null
    return this.#database.transaction(async (trx) => {
      await this.#attempts.succeeded(trx, login, address)
      if (formerToken) await this.#sessions.endToken(trx, formerToken)
      const session = await this.#sessions.start(trx, account.id, { address, agent })
      await trx('credentials')
        .where('user_id', account.id)
        .update({
          last_sign_in_at: new Date().toISOString(),
          ...(rehash ? { password_hash: rehash } : {}),
        })
      const who = { userId: account.id, name: account.name }
      await this.#audit.append(trx, [auditEntry(who, origin, 'session.started', new Date())])
      return { ...session, userId: account.id }
    })
  }

  async #begin(login: string, address: string, origin: Origin): Promise<void> {
    try {
      await this.#attempts.begin(login, address)
    } catch (error) {
      if (error instanceof E_SIGN_IN_LOCKED) {
        const account = await this.#account(login)
        if (account) await this.#note(account, origin, 'session.locked_out')
      }
      throw error
    }
  }

  #needsRehash(account: Account): boolean {
    return account.password_hash !== null && this.#hasher.needsRehash(account.password_hash)
  }

  async #account(login: string): Promise<Account | null> {
    const row: Account | undefined = await this.#database
      .read('users')
      .leftJoin('credentials', 'credentials.user_id', 'users.id')
      .where('users.login', login)
      .whereNull('users.deleted_at')
      .first('users.id', 'users.name', 'users.active', 'credentials.password_hash')
    return row ?? null
  }

  /** A login that nobody has is not noted down: it may be a password typed into the wrong box. */
  async #refuse(account: Account | null, origin: Origin): Promise<never> {
    await this.#note(account, origin, 'session.refused')
    throw new E_SIGN_IN_FAILED()
  }

  async #note(account: Account | null, origin: Origin, action: string): Promise<void> {
    const entry = auditEntry(NOBODY, origin, action, new Date(), {
      ...(account ? { entity: 'user', recordId: account.id } : {}),
      details: { known: account !== null },
    })
    await this.#database.transaction((trx) => this.#audit.append(trx, [entry]))
  }

  /** Ends the session of a token. */
  async signOut(actor: Actor, origin: Origin, token: string): Promise<void> {
    await this.#database.transaction(async (trx) => {
      await this.#sessions.endToken(trx, token)
      await this.#audit.append(trx, [auditEntry(actor, origin, 'session.ended', new Date())])
    })
  }

  /** Ends one session of the actor. */
  async endSession(actor: Actor, origin: Origin, sessionId: number): Promise<void> {
    await this.#database.transaction(async (trx) => {
      if (!(await this.#sessions.end(trx, actor.userId, sessionId)))
        throw new E_NOT_FOUND({ what: 'session' })
      await this.#audit.append(trx, [auditEntry(actor, origin, 'session.ended', new Date())])
    })
  }

  /** Signs the actor out everywhere, but for one session if wished. Returns how many sessions ended. */
  async endAllSessions(actor: Actor, origin: Origin, exceptId: number | null): Promise<number> {
    return this.#database.transaction(async (trx) => {
      const ended = await this.#sessions.endAll(trx, actor.userId, exceptId)
      const entry = auditEntry(actor, origin, 'session.ended_all', new Date(), {
        details: { ended },
      })
      await this.#audit.append(trx, [entry])
      return ended
    })
  }

  /** Signs another user out everywhere. */
  async endSessionsOf(actor: Actor, origin: Origin, userId: number): Promise<number> {
    return this.#database.transaction(async (trx) => {
      const ended = await this.#sessions.endAll(trx, userId, null)
      const about = { entity: 'user', recordId: userId, details: { ended } }
      await this.#audit.append(trx, [
        auditEntry(actor, origin, 'session.ended_all', new Date(), about),
      ])
      return ended
    })
  }
}
