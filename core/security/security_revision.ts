import type { Knex } from 'knex'
import { afterCommit } from '#core/realtime/after_commit'

export type RevisionPart = 'sessions' | 'access'

/** How long a process may go on with what it knows: a revocation elsewhere takes effect within this time. */
const CHECK_EVERY_MS = 2_000

/**
 * Two numbers in the database that rise whenever a session ends (`sessions`) or what somebody may do changes (`access`).
 * Each process compares them at most every two seconds, by one query for all its requests, and drops its caches when they
 * moved; so a request costs no query most of the time, and revocation needs no Redis. In the process that made the change
 * it takes effect at once.
 */
export class SecurityRevision {
  readonly #read: () => Knex
  readonly #now: () => number
  readonly #listeners: Record<RevisionPart, (() => void)[]> = { sessions: [], access: [] }
  #known: Record<RevisionPart, number> | null = null
  #checkedAt = Number.NEGATIVE_INFINITY
  #checking: Promise<void> | null = null

  constructor(read: () => Knex, now: () => number = Date.now) {
    this.#read = read
    this.#now = now
  }

  /** Calls `listener` whenever what is cached of this part may be out of date. */
  onChange(part: RevisionPart, listener: () => void): void {
    this.#listeners[part].push(listener)
  }

  /** Resolves when caches are at most two seconds old; null, without a query, when they are already. */
  fresh(): Promise<void> | null {
    if (this.#now() - this.#checkedAt < CHECK_EVERY_MS) return null
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null
    })
    return this.#checking
  }

  async #check(): Promise<void> {
    const startedAt = this.#now()
    const row: Record<RevisionPart, number> | undefined = await this.#read()('security_revision')
      .where('id', 1)
      .first('sessions', 'access')
    const found = { sessions: Number(row?.sessions ?? 0), access: Number(row?.access ?? 0) }
    const before = this.#known
    this.#known = found
    this.#checkedAt = startedAt
    if (!before || before.sessions !== found.sessions) this.#drop('sessions')
    if (!before || before.access !== found.access) this.#drop('access')
  }

  #drop(part: RevisionPart): void {
    for (const listener of this.#listeners[part]) listener()
  }

  /** Announces a change in the transaction that makes it; this process drops its caches when the transaction is committed. */
  async bump(trx: Knex.Transaction, part: RevisionPart): Promise<void> {
    await trx('security_revision').where('id', 1).increment(part, 1)
    afterCommit(trx, () => this.#drop(part))
  }
}
