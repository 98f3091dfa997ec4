import type { Knex } from 'knex'
import type { Database } from '#core/database/database'

export interface UserListing {
  id: number
  name: string
  login: string
  email: string | null
  unit: { id: number; label: string } | null
  active: boolean
  language: string | null
  roles: string[]
  teams: { id: number; label: string }[]
  canSignIn: boolean
  lastSignInAt: string | null
  version: number
}
interface UserRow {
  id: number
  name: string
  login: string
  email: string | null
  unit: number | null
  unit_name: string | null
  active: boolean | number | null
  language: string | null
  last_sign_in_at: string | null
  has_password: number | null
  version: number
}

const byUser = <T extends { user_id: number }>(rows: T[]) => Map.groupBy(rows, (row) => row.user_id)

/** Users with all that an administrator manages of them. Whoever asks must hold `core.admin.users`. */
export class UserAdmin {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** All users, by name. A bank has thousands, not millions: one page holds them. */
  async list(search?: string): Promise<UserListing[]> {
    const query = this.#users()
    if (search) {
      const pattern = `%${search.toLowerCase().replace(/[\\%_[]/g, '\\$&')}%`
      query.where((where) =>
        where
          .whereRaw("users.login like ? escape '\\'", [pattern])
          .orWhereRaw("lower(users.name) like ? escape '\\'", [pattern])
      )
    }
    return this.#complete(await query.limit(5_000))
  }

  async find(id: number): Promise<UserListing | null> {
    const rows: UserRow[] = await this.#users().where('users.id', id)
    return (await this.#complete(rows))[0] ?? null
  }

  #users() {
    return this.#database
      .read('users')
      .leftJoin('units', 'units.id', 'users.unit')
      .leftJoin('credentials', 'credentials.user_id', 'users.id')
      .whereNull('users.deleted_at')
      .orderBy([{ column: 'users.name' }, { column: 'users.id' }])
      .select<UserRow[]>(
        'users.id',
        'users.name',
        'users.login',
        'users.email',
        'users.unit',
        'units.name as unit_name',
        'users.active',
        'users.language',
        'credentials.last_sign_in_at',
        'credentials.user_id as has_password',
        'users.version'
      )
  }

  async #complete(rows: UserRow[]): Promise<UserListing[]> {
    const ids = rows.map((row) => row.id)
    const db = this.#database.read
    const roles = byUser(await this.#of<{ user_id: number; role: string }>(db, ids, 'user_roles'))
    const memberships = byUser(
      await this.#of<{ user_id: number; team_id: number }>(db, ids, 'team_members')
    )
    const teams: { id: number; name: string }[] = await db('teams')
      .whereNull('deleted_at')
      .select('id', 'name')
    const names = new Map(teams.map((team) => [team.id, team.name]))
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      login: row.login,
      email: row.email,
      unit: row.unit === null ? null : { id: row.unit, label: row.unit_name ?? '' },
      active: Boolean(row.active),
      language: row.language,
      roles: (roles.get(row.id) ?? []).map((r) => r.role).sort(),
      teams: (memberships.get(row.id) ?? []).flatMap(({ team_id: id }) => {
        const label = names.get(id)
        return label === undefined ? [] : [{ id, label }]
      }),
      canSignIn: row.has_password !== null,
      lastSignInAt: row.last_sign_in_at,
      version: row.version,
    }))
  }

  async #of<T extends object>(db: Knex, ids: number[], table: string): Promise<T[]> {
    const rows: T[] = []
    for (let start = 0; start < ids.length; start += 1_000) {
      const part = ids.slice(start, start + 1_000)
      rows.push(...((await db(table).whereIn('user_id', part).select('*')) as T[]))
    }
    return rows
  }
}
