import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_VALIDATION } from '#core/errors/errors'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { E_SIGN_IN_FAILED } from '#core/security/errors'
import type { PasswordHasher } from '#core/security/password_hasher'
import { passwordIssues } from '#core/security/password_policy'
import type { RoleGuard } from '#core/security/role_guard'
import type { Sessions } from '#core/security/sessions'
import type { SetupLinks } from '#core/security/setup_links'
import type { SignInAttempts } from '#core/security/sign_in_attempts'
import type { Actor, Origin } from '#core/security/types'
import { getPerson, rolesOf } from '#core/security/user_directory'

/** Passwords of users: choosing, changing, resetting, unlocking. Bound as a singleton. */
export class Passwords {
  readonly #database: Database
  readonly #hasher: PasswordHasher
  readonly #attempts: SignInAttempts
  readonly #sessions: Sessions
  readonly #links: SetupLinks
  readonly #guard: RoleGuard
  readonly #audit: AuditLog

  constructor(services: {
    database: Database
    hasher: PasswordHasher
    attempts: SignInAttempts
    sessions: Sessions
    links: SetupLinks
    guard: RoleGuard
    audit: AuditLog
  }) {
    this.#database = services.database
    this.#hasher = services.hasher
    this.#attempts = services.attempts
    this.#sessions = services.sessions
    this.#links = services.links
    this.#guard = services.guard
    this.#audit = services.audit
  }

  /** Hashes a new password. @throws E_VALIDATION when it is weak for somebody of these names */
  async hash(password: string, person: (string | null)[]): Promise<string> {
    const issues = passwordIssues(password, person)
    if (issues.length > 0) throw new E_VALIDATION({}, issues)
    return this.#hasher.make(password)
  }

  /** Stores the hash of a user's password. */
  async store(trx: Knex.Transaction, userId: number, hash: string): Promise<void> {
    const values = { password_hash: hash, changed_at: new Date().toISOString() }
    const updated = await trx('credentials').where('user_id', userId).update(values)
    if (updated === 0) await trx('credentials').insert({ user_id: userId, ...values })
  }

  /**
   * The actor's own new password. All other sessions end.
   *
   * @throws E_SIGN_IN_FAILED when the present one is wrong; guesses count as sign-in attempts
   */
  async change(
    actor: Actor,
    origin: Origin,
    input: { current: string; password: string; keepSession: number | null }
  ): Promise<void> {
    const person = await getPerson(this.#database.read, actor.userId)
    const address = origin.address ?? ''
    await this.#attempts.begin(person.login, address)
    const stored: { password_hash: string } | undefined = await this.#database
      .read('credentials')
      .where('user_id', actor.userId)
      .first('password_hash')
    if (!(await this.#hasher.verify(stored?.password_hash ?? null, input.current)))
      throw new E_SIGN_IN_FAILED()
    const hash = await this.hash(input.password, [person.login, person.name, person.email])
    await this.#database.transaction(async (trx) => {
      await this.#attempts.succeeded(trx, person.login, address)
      await this.store(trx, actor.userId, hash)
      await this.#sessions.endAll(trx, actor.userId, input.keepSession)
      await this.#note(trx, actor, origin, 'user.password_changed', actor.userId)
    })
  }

  /** The owner of a link chooses a password: the login is unlocked, all sessions end. */
  async chooseByLink(
    origin: Origin,
    link: { id: number; purpose: 'password'; userId: number },
    password: string
  ): Promise<void> {
    const person = await getPerson(this.#database.read, link.userId)
    const hash = await this.hash(password, [person.login, person.name, person.email])
    await this.#database.transaction(async (trx) => {
      await this.#links.consume(trx, link)
      await this.store(trx, person.id, hash)
      await this.#attempts.clear(trx, person.login)
      await this.#sessions.endAll(trx, person.id, null)
      const who = { userId: person.id, name: person.name }
      await this.#note(trx, who, origin, 'user.password_changed', person.id)
    })
  }

  /**
   * The token of a one-time link by which a user chooses a password.
   *
   * @throws E_ESCALATION when the user may do more than the actor: whoever resets a password can act as its owner
   */
  async resetLink(actor: Actor, origin: Origin, userId: number): Promise<string> {
    await this.checkMayActOn(actor, userId)
    return this.#database.transaction(async (trx) => {
      const token = await this.#links.create(trx, 'password', userId)
      await this.#note(trx, actor, origin, 'user.password_link_made', userId)
      return token
    })
  }

  /** @throws E_ESCALATION when the user may do more than the actor; E_NOT_FOUND */
  async checkMayActOn(actor: Actor, userId: number): Promise<void> {
    await getPerson(this.#database.read, userId)
    this.#guard.checkMayActOn(actor, await rolesOf(this.#database.read, userId))
  }

  /** Lifts the lock-out of a user's login. */
  async unlock(actor: Actor, origin: Origin, userId: number): Promise<void> {
    await this.#database.transaction(async (trx) => {
      const person = await getPerson(trx, userId)
      await this.#attempts.clear(trx, person.login)
      await this.#note(trx, actor, origin, 'user.unlocked', userId)
    })
  }

  async #note(
    trx: Knex.Transaction,
    who: Pick<Actor, 'userId' | 'name'>,
    origin: Origin,
    action: string,
    userId: number
  ): Promise<void> {
    const about = { entity: 'user', recordId: userId }
    await this.#audit.append(trx, [auditEntry(who, origin, action, new Date(), about)])
  }
}
