import type { Database } from '#core/database/database'
import type { Language } from '#core/metadata/types'
import type { Actors } from '#core/security/actors'
import { activeAdministrators, ADMINISTRATOR } from '#core/security/administrators'
import { E_SETUP_LINK } from '#core/security/errors'
import type { SetupLink, SetupLinks } from '#core/security/setup_links'
import type { Origin } from '#core/security/types'
import type { Users } from '#core/security/users'

/** How the first person gets in: there is no fixed default password. Bound as a singleton. */
export class FirstAdministrator {
  readonly #database: Database
  readonly #links: SetupLinks
  readonly #users: () => Promise<Users>
  readonly #actors: Actors

  constructor(database: Database, links: SetupLinks, users: () => Promise<Users>, actors: Actors) {
    this.#database = database
    this.#links = links
    this.#users = users
    this.#actors = actors
  }

  /** A one-time link that makes the first administrator, valid for a day; null when there is one who can sign in. */
  async setupLink(address: string): Promise<string | null> {
    const token = await this.#database.transaction(async (trx) =>
      (await activeAdministrators(trx)).length > 0
        ? null
        : this.#links.create(trx, 'first_administrator', null)
    )
    return token && `${address.replace(/\/+$/, '')}/setup?token=${token}`
  }

  /** @throws E_SETUP_LINK when the link was used, or somebody became administrator by other means */
  async create(
    origin: Origin,
    link: SetupLink,
    person: { name: string; login: string; password: string; language: Language }
  ): Promise<{ id: number }> {
    if ((await activeAdministrators(this.#database.read)).length > 0) throw new E_SETUP_LINK()
    const { name, login, password, language } = person
    const values = {
      name,
      login,
      language,
      calendar: language === 'fa' ? 'persian' : 'gregory',
    }
    const users = await this.#users()
    return users.create(
      this.#actors.system(),
      origin,
      { values, roles: [ADMINISTRATOR], password },
      (trx) => this.#links.consume(trx, link)
    )
  }
}
