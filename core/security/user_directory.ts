import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import { normalizeLogin } from '#core/security/login_name'

/** What sign-in and passwords need to know of a user. */
export interface Person {
  id: number
  login: string
  name: string
  email: string | null
}
const COLUMNS = ['id', 'login', 'name', 'email'] as const

/** @throws E_NOT_FOUND */
export async function getPerson(db: Knex, userId: number): Promise<Person> {
  const row: Person | undefined = await db('users')
    .where('id', userId)
    .whereNull('deleted_at')
    .first(...COLUMNS)
  if (!row) throw new E_NOT_FOUND({ what: 'user' })
  return row
}

export async function findPerson(db: Knex, login: string): Promise<Person | null> {
  const row: Person | undefined = await db('users')
    .where('login', normalizeLogin(login))
    .whereNull('deleted_at')
    .first(...COLUMNS)
  return row ?? null
}

/** Names of a user's roles, sorted. */
export async function rolesOf(db: Knex, userId: number): Promise<string[]> {
  const rows: { role: string }[] = await db('user_roles').where('user_id', userId).select('role')
  return rows.map((row) => row.role).sort()
}

/** Ids of a user's teams, rising. */
export async function teamsOf(db: Knex, userId: number): Promise<number[]> {
  const rows: { team_id: number }[] = await db('team_members')
    .where('user_id', userId)
    .select('team_id')
  return rows.map((row) => row.team_id).sort((a, b) => a - b)
}
