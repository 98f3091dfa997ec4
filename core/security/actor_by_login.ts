import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import { Actors } from '#core/security/actors'
import type { Actor } from '#core/security/types'
import { findPerson } from '#core/security/user_directory'

/** The actor of a login, for commands that run in somebody's name. @throws E_NOT_FOUND */
export async function actorByLogin(
  container: ApplicationService['container'],
  login: string
): Promise<Actor> {
  const database = await container.make(Database)
  const person = await findPerson(database.read, login)
  if (!person) throw new E_NOT_FOUND({ what: `user ${login}` })
  const actors = await container.make(Actors)
  return actors.load(person.id)
}
