import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Actors } from '#core/security/actors'
import type { Actor } from '#core/security/types'
import { findPerson } from '#core/security/user_directory'

/**
 * The person as whom a command works, or the system itself.
 *
 * @throws E_NOT_FOUND for an unknown login, E_UNAUTHENTICATED for a user who is not active
 */
export async function actingUser(
  database: Database,
  actors: Actors,
  login: string | undefined
): Promise<Actor> {
  if (login === undefined) return actors.system()
  const person = await findPerson(database.read, login)
  if (!person) throw new E_NOT_FOUND({ what: 'user' })
  return actors.load(person.id)
}
