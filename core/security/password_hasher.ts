import type { Hash } from '@adonisjs/core/hash'
import { E_BUSY } from '#core/errors/errors'
import { hashingPolicy } from '#core/security/policy'

/**
 * Hashes passwords with scrypt, few at a time: each takes much memory, and a flood of sign-ins must not exhaust it. Bound as
 * a singleton.
 */
export class PasswordHasher {
  readonly #hash: Pick<Hash, 'make' | 'verify' | 'needsReHash'>
  #running = 0
  readonly #queue: (() => void)[] = []
  #decoy: Promise<string> | null = null

  constructor(hash: Pick<Hash, 'make' | 'verify' | 'needsReHash'>) {
    this.#hash = hash
  }

  make(password: string): Promise<string> {
    return this.#inTurn(() => this.#hash.make(password.normalize('NFKC')))
  }

  /**
   * Whether the password is the one of the hash. Without a hash (nobody has this login) it takes the same time and says no, so
   * that the time of an answer does not tell which logins exist.
   */
  async verify(hash: string | null, password: string): Promise<boolean> {
    /** Made at the first sign-in, whoever tries it: made for unknown logins only, it would tell them apart. */
    this.#decoy ??= this.make(crypto.randomUUID())
    const decoy = await this.#decoy
    const against = hash ?? decoy
    const right = await this.#inTurn(() => this.#hash.verify(against, password.normalize('NFKC')))
    return right && hash !== null
  }

  needsRehash(hash: string): boolean {
    return this.#hash.needsReHash(hash)
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= hashingPolicy.atOnce) {
      if (this.#queue.length >= hashingPolicy.waiting) throw new E_BUSY()
      await new Promise<void>((resolve) => this.#queue.push(resolve))
    } else this.#running++
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next) next()
      else this.#running--
    }
  }
}
