import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'
import { Actors } from '#core/security/actors'
import { SESSION_COOKIE } from '#core/security/session_cookie'
import { Sessions } from '#core/security/sessions'
import type { Actor } from '#core/security/types'
import { Users } from '#core/security/users'

/** What a request needs to be sent in somebody's name. */
export interface SignedIn {
  userId: number
  actor: Actor
  /** Value of the session cookie. */
  token: string
  csrf: string
  /** Headers of a request, unsafe ones included. */
  headers: Record<string, string>
}

let made = 0

/** A name that no other test of this run uses. */
export function unique(prefix: string): string {
  made++
  return `${prefix}_${made}`
}

/** A user with roles, unit and teams, made as an administrator makes one. Without a password: see `signInAs`. */
export async function makeUser(
  input: {
    roles?: string[]
    teams?: number[]
    password?: string
    values?: Record<string, Json>
  } = {}
): Promise<{ id: number; login: string }> {
  const users = await app.container.make(Users)
  const actors = await app.container.make(Actors)
  const login = unique('person')
  const { id } = await users.create(
    actors.system(),
    { address: null, channel: 'command' },
    {
      values: { login, name: `Person ${login}`, ...input.values },
      roles: input.roles ?? [],
      teams: input.teams ?? [],
      ...(input.password === undefined ? {} : { password: input.password }),
    }
  )
  return { id, login }
}

/** Starts a session for a user without the password's cost. */
export async function signInAs(userId: number): Promise<SignedIn> {
  const database = await app.container.make(Database)
  const sessions = await app.container.make(Sessions)
  const actors = await app.container.make(Actors)
  const from = { address: '127.0.0.1', agent: 'tests' }
  const { token, csrf } = await database.transaction((trx) => sessions.start(trx, userId, from))
  const actor = await actors.load(userId)
  const headers = { 'cookie': `${SESSION_COOKIE}=${token}`, 'x-csrf-token': csrf }
  return { userId, actor, token, csrf, headers }
}

/** A new user of these roles, signed in. */
export async function signInWith(
  roles: string[],
  more: Omit<Parameters<typeof makeUser>[0] & object, 'roles'> = {}
): Promise<SignedIn> {
  const { id } = await makeUser({ ...more, roles })
  return signInAs(id)
}
