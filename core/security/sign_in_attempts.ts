import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { countAttempt, takeBack, type AttemptState } from '#core/security/attempt_rules'
import { E_SIGN_IN_LOCKED } from '#core/security/errors'
import { E_TOO_MANY_REQUESTS } from '#core/errors/errors'
import { attemptRules } from '#core/security/policy'
import { hashSecret } from '#core/security/secret_token'

type Counted = 'login' | 'address'
interface AttemptRow {
  failures: number
  window_ends_at: string
  locked_until: string | null
}

const iso = (at: number) => new Date(at).toISOString()

/** A login is hashed: what people type there by mistake is often a password. */
function keyOf(kind: Counted, value: string): string {
  return `${kind}:${kind === 'login' ? hashSecret(value) : value}`.slice(0, 100)
}

function fromRow(row: AttemptRow): AttemptState {
  return {
    failures: row.failures,
    windowEndsAt: Date.parse(row.window_ends_at),
    lockedUntil: row.locked_until === null ? null : Date.parse(row.locked_until),
  }
}

function toRow(state: AttemptState): AttemptRow {
  return {
    failures: state.failures,
    window_ends_at: iso(state.windowEndsAt),
    locked_until: state.lockedUntil === null ? null : iso(state.lockedUntil),
  }
}

/** Throttling and lock-out of sign-in, over all processes through the database. */
export class SignInAttempts {
  readonly #database: Database
  readonly #now: () => number

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database
    this.#now = now
  }

  /**
   * Counts an attempt before it is tried.
   *
   * @throws E_SIGN_IN_LOCKED when the login is locked, whether or not anybody has it
   * @throws E_TOO_MANY_REQUESTS when the address is
   */
  async begin(login: string, address: string): Promise<void> {
    const byAddress = await this.#count('address', address)
    if (!byAddress.allowed) throw new E_TOO_MANY_REQUESTS({ seconds: byAddress.seconds })
    const byLogin = await this.#count('login', login)
    if (!byLogin.allowed) throw new E_SIGN_IN_LOCKED({ seconds: byLogin.seconds })
  }

  async #count(kind: Counted, value: string) {
    const counted = keyOf(kind, value)
    for (;;) {
      const now = this.#now()
      const found: AttemptRow | undefined = await this.#database
        .write('sign_in_attempts')
        .where({ counted })
        .first('failures', 'window_ends_at', 'locked_until')
      const decision = countAttempt(found ? fromRow(found) : null, attemptRules[kind], now)
      if (!decision.allowed) return decision
      if (await this.#store(counted, found, toRow(decision.state))) return decision
    }
  }

  /** Writes only when the row is still as it was read; another attempt in between means counting again. */
  async #store(counted: string, before: AttemptRow | undefined, after: AttemptRow) {
    const { write } = this.#database
    if (before) {
      const { failures, window_ends_at: ends } = before
      const same = { counted, failures, window_ends_at: ends }
      return (await write('sign_in_attempts').where(same).update(after)) === 1
    }
    await write('sign_in_attempts').where('window_ends_at', '<', iso(this.#now())).delete()
    try {
      await write('sign_in_attempts').insert({ counted, ...after })
      return true
    } catch (error) {
      /** Another process was first: the row is there now, and this attempt counts on top of it. */
      if (await write('sign_in_attempts').where({ counted }).first('counted')) return false
      throw error
    }
  }

  /** The attempt succeeded: the login starts afresh, the address gets its one attempt back. */
  async succeeded(trx: Knex.Transaction, login: string, address: string): Promise<void> {
    await this.clear(trx, login)
    const counted = keyOf('address', address)
    const found: AttemptRow | undefined = await trx('sign_in_attempts').where({ counted }).first()
    if (!found) return
    const left = takeBack(fromRow(found), attemptRules.address)
    const row = trx('sign_in_attempts').where({ counted })
    await (left ? row.update(toRow(left)) : row.delete())
  }

  /** Unlocks a login. */
  async clear(trx: Knex.Transaction, login: string): Promise<void> {
    await trx('sign_in_attempts').where('counted', keyOf('login', login)).delete()
  }

  /** Until when a login is locked; null when it is not. */
  async lockedUntil(login: string): Promise<Date | null> {
    const row: AttemptRow | undefined = await this.#database
      .read('sign_in_attempts')
      .where('counted', keyOf('login', login))
      .first('locked_until')
    const until = row?.locked_until ? Date.parse(row.locked_until) : 0
    return until > this.#now() ? new Date(until) : null
  }
}
