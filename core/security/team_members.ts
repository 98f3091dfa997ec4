import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import type { SecurityRevision } from '#core/security/security_revision'
import type { Actor, Origin } from '#core/security/types'

export interface UnitListing {
  id: number
  name: string
  code: string | null
  parent: number | null
  version: number
}
export interface TeamListing {
  id: number
  name: string
  active: boolean
  version: number
  members: { id: number; label: string }[]
}

/** The organisation as an administrator manages it. Bound as a singleton. */
export class TeamMembers {
  readonly #database: Database
  readonly #revision: SecurityRevision
  readonly #audit: AuditLog

  constructor(database: Database, revision: SecurityRevision, audit: AuditLog) {
    this.#database = database
    this.#revision = revision
    this.#audit = audit
  }

  units(): Promise<UnitListing[]> {
    return this.#database
      .read('units')
      .whereNull('deleted_at')
      .orderBy('name')
      .select('id', 'name', 'code', 'parent', 'version')
  }

  async teams(): Promise<TeamListing[]> {
    const db = this.#database.read
    const teams: Omit<TeamListing, 'members'>[] = await db('teams')
      .whereNull('deleted_at')
      .orderBy('name')
      .select('id', 'name', 'active', 'version')
    const rows: { team_id: number; id: number; label: string }[] = await db('team_members')
      .join('users', 'users.id', 'team_members.user_id')
      .whereNull('users.deleted_at')
      .orderBy('users.name')
      .select('team_members.team_id', 'users.id', 'users.name as label')
    const members = Map.groupBy(rows, (row) => row.team_id)
    return teams.map((team) => ({
      ...team,
      active: Boolean(team.active),
      members: (members.get(team.id) ?? []).map(({ id, label }) => ({ id, label })),
    }))
  }

  /** Gives a team exactly these members. @throws E_NOT_FOUND for an unknown team or user */
  async set(actor: Actor, origin: Origin, teamId: number, users: readonly number[]): Promise<void> {
    const wanted = [...new Set(users)].sort((a, b) => a - b)
    await this.#database.transaction(async (trx) => {
      const team: unknown = await trx('teams')
        .where('id', teamId)
        .whereNull('deleted_at')
        .first('id')
      if (!team) throw new E_NOT_FOUND({ what: 'team' })
      const rows: { user_id: number }[] = await trx('team_members')
        .where('team_id', teamId)
        .select('user_id')
      const before = rows.map((row) => row.user_id).sort((a, b) => a - b)
      await trx('team_members').where('team_id', teamId).delete()
      for (let start = 0; start < wanted.length; start += 500) {
        const part = wanted.slice(start, start + 500)
        const there: unknown[] = await trx('users')
          .whereIn('id', part)
          .whereNull('deleted_at')
          .select('id')
        if (there.length !== part.length) throw new E_NOT_FOUND({ what: 'user' })
        await trx('team_members').insert(part.map((id) => ({ team_id: teamId, user_id: id })))
      }
      await this.#revision.bump(trx, 'access')
      const entry = auditEntry(actor, origin, 'team.members_changed', new Date(), {
        entity: 'team',
        recordId: teamId,
        changes: { members: { from: before, to: wanted } },
      })
      await this.#audit.append(trx, [entry])
    })
  }
}
