import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_SETUP_LINK } from '#core/security/errors'
import { setupLinkPolicy } from '#core/security/policy'
import { hashSecret, looksLikeSecret, newSecret } from '#core/security/secret_token'

export type SetupPurpose = 'first_administrator' | 'password'
export interface SetupLink {
  id: number
  purpose: SetupPurpose
  userId: number | null
}
interface SetupRow {
  id: number
  purpose: SetupPurpose
  user_id: number | null
  expires_at: string
}

/** One-time links for the first administrator and for choosing a password: a random token, stored hashed, valid for a day. */
export class SetupLinks {
  readonly #database: Database
  readonly #now: () => number

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database
    this.#now = now
  }

  /** Makes a link's token; unused ones for the same purpose and user are void from now on. */
  async create(
    trx: Knex.Transaction,
    purpose: SetupPurpose,
    userId: number | null
  ): Promise<string> {
    const token = newSecret()
    await trx('setup_links').where({ purpose, user_id: userId }).delete()
    await trx('setup_links').insert({
      token_hash: hashSecret(token),
      purpose,
      user_id: userId,
      created_at: new Date(this.#now()).toISOString(),
      expires_at: new Date(this.#now() + setupLinkPolicy.life).toISOString(),
    })
    return token
  }

  /** The link of a token; null when it is forged, used or expired. */
  async find(token: string): Promise<SetupLink | null> {
    if (!looksLikeSecret(token)) return null
    const row: SetupRow | undefined = await this.#database
      .read('setup_links')
      .where('token_hash', hashSecret(token))
      .first('id', 'purpose', 'user_id', 'expires_at')
    if (!row || Date.parse(row.expires_at) <= this.#now()) return null
    return { id: row.id, purpose: row.purpose, userId: row.user_id }
  }

  /** Uses the link up. @throws E_SETUP_LINK when somebody else just did */
  async consume(trx: Knex.Transaction, link: SetupLink): Promise<void> {
    if ((await trx('setup_links').where('id', link.id).delete()) !== 1) throw new E_SETUP_LINK()
  }
}
