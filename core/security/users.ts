import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import { ADMINISTRATOR, ensureAdministratorRemains } from '#core/security/administrators'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import type { Passwords } from '#core/security/passwords'
import type { RoleGuard } from '#core/security/role_guard'
import type { SecurityRevision } from '#core/security/security_revision'
import type { Actor, Origin } from '#core/security/types'
import { getPerson, rolesOf, teamsOf } from '#core/security/user_directory'

export interface NewUser {
  /** Fields of the entity `user`. */
  values: Record<string, Json>
  roles: readonly string[]
  teams?: readonly number[]
  /** Without one, the user cannot sign in until a link let them choose one. */
  password?: string
}

/** People with their roles and teams. Their fields are records like all others. Bound as a singleton. */
export class Users {
  readonly #database: Database
  readonly #records: Records
  readonly #passwords: Passwords
  readonly #guard: RoleGuard
  readonly #revision: SecurityRevision
  readonly #audit: AuditLog

  constructor(services: {
    database: Database
    records: Records
    passwords: Passwords
    guard: RoleGuard
    revision: SecurityRevision
    audit: AuditLog
  }) {
    this.#database = services.database
    this.#records = services.records
    this.#passwords = services.passwords
    this.#guard = services.guard
    this.#revision = services.revision
    this.#audit = services.audit
  }

  /**
   * Creates a user with roles, teams and, if given, a password.
   *
   * @param within a step of the caller that belongs to the same transaction
   * @throws E_ESCALATION when a role gives more than the actor holds; E_VALIDATION for fields and a weak password
   */
  async create(
    actor: Actor,
    origin: Origin,
    input: NewUser,
    within?: (trx: Knex.Transaction) => Promise<void>
  ): Promise<{ id: number }> {
    this.#guard.checkRoles(actor, input.roles)
    const text = (name: string) => {
      const value = input.values[name]
      return typeof value === 'string' ? value : null
    }
    const hash =
      input.password === undefined
        ? null
        : await this.#passwords.hash(input.password, [text('login'), text('name'), text('email')])
    return this.#database.transaction(async (trx) => {
      await within?.(trx)
      const { id } = await this.#records.create(actor, origin, 'user', input.values, { trx })
      if (hash) await this.#passwords.store(trx, id, hash)
      await this.#writeRoles(trx, id, input.roles)
      await this.#writeTeams(trx, id, input.teams ?? [])
      await this.#note(trx, actor, origin, id, 'user.roles_changed', [], input.roles)
      return { id }
    })
  }

  /**
   * Gives a user exactly these roles.
   *
   * @throws E_ESCALATION, E_UNKNOWN_ROLE, E_LAST_ADMINISTRATOR
   */
  async setRoles(
    actor: Actor,
    origin: Origin,
    userId: number,
    roles: readonly string[]
  ): Promise<void> {
    await this.#database.transaction(async (trx) => {
      await getPerson(trx, userId)
      const before = await rolesOf(trx, userId)
      /** Giving a role and taking it away both ask for the rights in it. */
      const changed = [...roles, ...before].filter(
        (role) => roles.includes(role) !== before.includes(role)
      )
      this.#guard.checkRoles(actor, changed)
      if (before.includes(ADMINISTRATOR) && !roles.includes(ADMINISTRATOR))
        await ensureAdministratorRemains(trx, userId)
      await this.#writeRoles(trx, userId, roles)
      await this.#note(trx, actor, origin, userId, 'user.roles_changed', before, roles)
    })
  }

  /** Puts a user into exactly these teams. @throws E_NOT_FOUND */
  async setTeams(
    actor: Actor,
    origin: Origin,
    userId: number,
    teams: readonly number[]
  ): Promise<void> {
    await this.#database.transaction(async (trx) => {
      await getPerson(trx, userId)
      const before = await teamsOf(trx, userId)
      await this.#writeTeams(trx, userId, teams)
      await this.#note(trx, actor, origin, userId, 'user.teams_changed', before, teams)
    })
  }

  async #writeRoles(trx: Knex.Transaction, userId: number, roles: readonly string[]) {
    await trx('user_roles').where('user_id', userId).delete()
    const rows = [...new Set(roles)].map((role) => ({ user_id: userId, role }))
    if (rows.length > 0) await trx('user_roles').insert(rows)
    await this.#revision.bump(trx, 'access')
  }

  async #writeTeams(trx: Knex.Transaction, userId: number, teams: readonly number[]) {
    const wanted = [...new Set(teams)]
    if (wanted.length > 0) {
      const there: { id: number }[] = await trx('teams')
        .whereIn('id', wanted)
        .whereNull('deleted_at')
        .select('id')
      if (there.length !== wanted.length) throw new E_NOT_FOUND({ what: 'team' })
    }
    await trx('team_members').where('user_id', userId).delete()
    const rows = wanted.map((team) => ({ user_id: userId, team_id: team }))
    if (rows.length > 0) await trx('team_members').insert(rows)
    await this.#revision.bump(trx, 'access')
  }

  async #note(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    userId: number,
    action: 'user.roles_changed' | 'user.teams_changed',
    from: readonly (string | number)[],
    to: readonly (string | number)[]
  ): Promise<void> {
    const field = action === 'user.roles_changed' ? 'roles' : 'teams'
    const entry = auditEntry(actor, origin, action, new Date(), {
      entity: 'user',
      recordId: userId,
      changes: { [field]: { from: [...from], to: [...to] } },
    })
    await this.#audit.append(trx, [entry])
  }
}
