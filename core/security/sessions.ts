import type { KeyObject } from 'node:crypto'
import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { sessionPolicy } from '#core/security/policy'
import { csrfToken, hashSecret, looksLikeSecret, newSecret } from '#core/security/secret_token'
import type { SecurityRevision } from '#core/security/security_revision'

/** A session as requests see it. Instants in milliseconds since 1970. */
export interface Session {
  id: number
  userId: number
  createdAt: number
  lastSeenAt: number
  expiresAt: number
  csrf: string
}
export interface SessionListing {
  id: number
  address: string | null
  agent: string | null
  created_at: string
  last_seen_at: string
}
interface SessionRow extends SessionListing {
  user_id: number
  expires_at: string
}

const iso = (at: number) => new Date(at).toISOString()

/**
 * Browser sessions: a random token in a cookie, its hash in the database, what is known of it in this process. A request
 * costs no query unless the session is new here or something was revoked. Bound as a singleton.
 */
export class Sessions {
  readonly #database: Database
  readonly #revision: SecurityRevision
  readonly #key: KeyObject
  readonly #now: () => number
  readonly #onError: (error: unknown) => void
  #known = new Map<string, Session>()
  #touched = new Set<Session>()
  #touchedAt = 0
  #touching: Promise<void> = Promise.resolve()

  constructor(
    database: Database,
    revision: SecurityRevision,
    key: KeyObject,
    onError: (error: unknown) => void,
    now: () => number = Date.now
  ) {
    this.#database = database
    this.#revision = revision
    this.#key = key
    this.#onError = onError
    this.#now = now
    revision.onChange('sessions', () => {
      this.#known = new Map()
    })
  }

  /** Starts a session in the caller's transaction. The token is returned once and stored nowhere. */
  async start(
    trx: Knex.Transaction,
    userId: number,
    from: { address: string | null; agent: string | null }
  ): Promise<{ token: string; csrf: string }> {
    const token = newSecret()
    const tokenHash = hashSecret(token)
    const now = this.#now()
    await trx('sessions').where('expires_at', '<', iso(now)).delete()
    await trx('sessions').insert({
      token_hash: tokenHash,
      user_id: userId,
      address: from.address?.slice(0, 64) ?? null,
      agent: from.agent?.toWellFormed().slice(0, 255) ?? null,
      created_at: iso(now),
      last_seen_at: iso(now),
      expires_at: iso(now + sessionPolicy.absolute),
    })
    return { token, csrf: csrfToken(this.#key, tokenHash) }
  }

  /** The session of a token; null when it is forged, ended or expired. Does not await anything in the usual case. */
  find(token: string): Session | null | Promise<Session | null> {
    if (!looksLikeSecret(token)) return null
    const tokenHash = hashSecret(token)
    const stale = this.#revision.fresh()
    if (stale)
      return stale
        .then(() => this.#known.get(tokenHash) ?? this.#load(tokenHash))
        .then((s) => this.#use(tokenHash, s))
    const known = this.#known.get(tokenHash)
    if (known) return this.#use(tokenHash, known)
    return this.#load(tokenHash).then((session) => this.#use(tokenHash, session))
  }

  async #load(tokenHash: string): Promise<Session | null> {
    const cache = this.#known
    const row: SessionRow | undefined = await this.#database
      .read('sessions')
      .where('token_hash', tokenHash)
      .first('id', 'user_id', 'created_at', 'last_seen_at', 'expires_at')
    if (!row) return null
    const session: Session = {
      id: row.id,
      userId: row.user_id,
      createdAt: Date.parse(row.created_at),
      lastSeenAt: Date.parse(row.last_seen_at),
      expiresAt: Date.parse(row.expires_at),
      csrf: csrfToken(this.#key, tokenHash),
    }
    /** If caches were dropped meanwhile, this lands in the dropped one. */
    cache.set(tokenHash, session)
    return session
  }

  #use(tokenHash: string, session: Session | null): Session | null {
    if (!session) return null
    const now = this.#now()
    if (now >= session.expiresAt || now - session.lastSeenAt >= sessionPolicy.idle) {
      this.#known.delete(tokenHash)
      return null
    }
    session.lastSeenAt = now
    this.#touched.add(session)
    if (now - this.#touchedAt >= sessionPolicy.touchEvery) this.#touch(now)
    return session
  }

  /**
   * Writes "last seen" of all sessions in use at once, beside the request: it must not wait for a writer, and losing one
   * such write loses a minute of idle time.
   */
  #touch(now: number): void {
    const ids = [...this.#touched].map((session) => session.id)
    this.#touched = new Set()
    this.#touchedAt = now
    this.#touching = this.#touching
      .then(async () => {
        for (let start = 0; start < ids.length; start += 1_000) {
          await this.#database
            .write('sessions')
            .whereIn('id', ids.slice(start, start + 1_000))
            .where('last_seen_at', '<', iso(now))
            .update({ last_seen_at: iso(now) })
        }
      })
      .catch(this.#onError)
  }

  /** Resolves when nothing is being written any more. */
  settle(): Promise<void> {
    return this.#touching
  }

  /** Sessions of a user that have not expired, newest first. */
  list(userId: number): Promise<SessionListing[]> {
    const now = this.#now()
    return this.#database
      .read('sessions')
      .where('user_id', userId)
      .where('expires_at', '>', iso(now))
      .where('last_seen_at', '>', iso(now - sessionPolicy.idle))
      .orderBy('id', 'desc')
      .select('id', 'address', 'agent', 'created_at', 'last_seen_at')
  }

  /** Ends one session of a user. Returns whether there was one. */
  async end(trx: Knex.Transaction, userId: number, sessionId: number): Promise<boolean> {
    const ended = await trx('sessions').where({ id: sessionId, user_id: userId }).delete()
    if (ended > 0) await this.#revision.bump(trx, 'sessions')
    return ended > 0
  }

  /** Ends the session of a token, whoever it belongs to. */
  async endToken(trx: Knex.Transaction, token: string): Promise<void> {
    if (!looksLikeSecret(token)) return
    const ended = await trx('sessions').where('token_hash', hashSecret(token)).delete()
    if (ended > 0) await this.#revision.bump(trx, 'sessions')
  }

  /** Ends all sessions of a user, but for one if wished: sign-out everywhere, a new password, a disabled user. */
  async endAll(trx: Knex.Transaction, userId: number, exceptId: number | null): Promise<number> {
    const query = trx('sessions').where('user_id', userId)
    const ended = await (exceptId === null ? query : query.whereNot('id', exceptId)).delete()
    if (ended > 0) await this.#revision.bump(trx, 'sessions')
    return ended
  }
}
