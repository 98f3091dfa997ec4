import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { E_CONFLICT } from '#core/errors/errors'
import { tokenPolicy } from '#core/security/policy'
import { hashSecret, looksLikeSecret, newSecret } from '#core/security/secret_token'
import type { SecurityRevision } from '#core/security/security_revision'

export interface AccessToken {
  id: number
  userId: number
  scopes: readonly string[]
  /** Milliseconds since 1970; null never. */
  expiresAt: number | null
}
export interface TokenListing {
  id: number
  name: string
  scopes: string[]
  created_at: string
  last_used_at: string | null
  expires_at: string | null
}
interface TokenRow extends Omit<TokenListing, 'scopes'> {
  user_id: number
  scopes: string
}

const USED_EVERY_MS = 60_000
const COLUMNS = ['id', 'name', 'scopes', 'created_at', 'last_used_at', 'expires_at'] as const

/** Personal access tokens: `pv_` and 256 random bits, for programs. Stored hashed. Bound as a singleton. */
export class AccessTokens {
  readonly #database: Database
  readonly #revision: SecurityRevision
  readonly #now: () => number
  readonly #onError: (error: unknown) => void
  #known = new Map<string, AccessToken & { usedAt: number }>()
  #using: Promise<unknown> = Promise.resolve()

  constructor(
    database: Database,
    revision: SecurityRevision,
    onError: (error: unknown) => void,
    now: () => number = Date.now
  ) {
    this.#database = database
    this.#revision = revision
    this.#onError = onError
    this.#now = now
    revision.onChange('sessions', () => {
      this.#known = new Map()
    })
  }

  /** Makes a token; its text is returned once and stored nowhere. */
  async create(
    trx: Knex.Transaction,
    userId: number,
    token: { name: string; scopes: readonly string[]; expiresAt: Date | null }
  ): Promise<{ id: number; token: string }> {
    const [count]: { n: number }[] = await trx('access_tokens')
      .where('user_id', userId)
      .count({ n: '*' })
    if (Number(count?.n) >= tokenPolicy.maxPerUser) throw new E_CONFLICT({ what: 'tokens' })
    const text = `${tokenPolicy.prefix}${newSecret()}`
    const tokenHash = hashSecret(text)
    await trx('access_tokens').insert({
      token_hash: tokenHash,
      user_id: userId,
      name: token.name,
      scopes: JSON.stringify(token.scopes),
      created_at: new Date(this.#now()).toISOString(),
      expires_at: token.expiresAt?.toISOString() ?? null,
    })
    const row: { id: number } | undefined = await trx('access_tokens')
      .where('token_hash', tokenHash)
      .first('id')
    return { id: Number(row?.id), token: text }
  }

  /** The token of an `Authorization: Bearer` value; null when it is forged, revoked or expired. */
  async find(text: string): Promise<AccessToken | null> {
    if (!text.startsWith(tokenPolicy.prefix)) return null
    if (!looksLikeSecret(text.slice(tokenPolicy.prefix.length))) return null
    const tokenHash = hashSecret(text)
    const stale = this.#revision.fresh()
    if (stale) await stale
    const token = this.#known.get(tokenHash) ?? (await this.#load(tokenHash))
    const now = this.#now()
    if (!token || (token.expiresAt !== null && now >= token.expiresAt)) return null
    if (now - token.usedAt >= USED_EVERY_MS) this.#markUsed(token, now)
    return token
  }

  async #load(tokenHash: string) {
    const cache = this.#known
    const row: TokenRow | undefined = await this.#database
      .read('access_tokens')
      .where('token_hash', tokenHash)
      .first('id', 'user_id', 'scopes', 'expires_at')
    if (!row) return null
    const token = {
      id: row.id,
      userId: row.user_id,
      scopes: JSON.parse(row.scopes) as string[],
      expiresAt: row.expires_at === null ? null : Date.parse(row.expires_at),
      usedAt: 0,
    }
    cache.set(tokenHash, token)
    return token
  }

  #markUsed(token: { id: number; usedAt: number }, now: number): void {
    token.usedAt = now
    this.#using = this.#database
      .write('access_tokens')
      .where('id', token.id)
      .update({ last_used_at: new Date(now).toISOString() })
      .catch(this.#onError)
  }

  async settle(): Promise<void> {
    await this.#using
  }

  async list(userId: number): Promise<TokenListing[]> {
    const rows: TokenRow[] = await this.#database
      .read('access_tokens')
      .where('user_id', userId)
      .orderBy('id', 'desc')
      .select(...COLUMNS)
    return rows.map((row) => ({ ...row, scopes: JSON.parse(row.scopes) as string[] }))
  }

  /** Revokes a token of a user. Returns whether there was one. */
  async revoke(trx: Knex.Transaction, userId: number, id: number): Promise<boolean> {
    const revoked = await trx('access_tokens').where({ id, user_id: userId }).delete()
    if (revoked > 0) await this.#revision.bump(trx, 'sessions')
    return revoked > 0
  }
}
