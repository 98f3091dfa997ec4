/** Compiled statements kept; the oldest leave first. */
const KEPT = 2000

/** Keeps what is costly to make and cheap to keep, by a key that names everything it depends on. */
export class StatementCache {
  readonly #entries = new Map<string, unknown>()

  get<T>(key: string, make: () => T): T {
    const known = this.#entries.get(key)
    if (known !== undefined) return known as T
    const made = make()
    if (this.#entries.size >= KEPT) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    this.#entries.set(key, made)
    return made
  }

  clear(): void {
    this.#entries.clear()
  }
}
