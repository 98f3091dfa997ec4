/** Keeps the ids with the smallest ranks, at most so many: a heap with the greatest on top. Equal ranks are told apart by id. */
export class Smallest {
  readonly #capacity: number
  readonly #ranks: number[] = []
  readonly #ids: number[] = []

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  add(rank: number, id: number): void {
    const size = this.#ids.length
    if (size < this.#capacity) {
      this.#ranks.push(rank)
      this.#ids.push(id)
      /** Without a bound all are kept, and sorted once at the end. */
      if (Number.isFinite(this.#capacity)) this.#rise(size)
    } else if (size > 0 && this.#before(rank, id, 0)) {
      this.#ranks[0] = rank
      this.#ids[0] = id
      this.#sink()
    }
  }

  /** The ids of the `count` smallest ranks. */
  take(count: number): number[] {
    return this.#ids
      .map((id, at) => ({ id, rank: this.#ranks[at] ?? 0 }))
      .sort((a, b) => a.rank - b.rank || a.id - b.id)
      .slice(0, count)
      .map(({ id }) => id)
  }

  #before(rank: number, id: number, at: number): boolean {
    const other = this.#ranks[at] ?? 0
    return rank < other || (rank === other && id < (this.#ids[at] ?? 0))
  }

  #swap(a: number, b: number): void {
    const [rank, id] = [this.#ranks[a] ?? 0, this.#ids[a] ?? 0]
    this.#ranks[a] = this.#ranks[b] ?? 0
    this.#ids[a] = this.#ids[b] ?? 0
    this.#ranks[b] = rank
    this.#ids[b] = id
  }

  #less(a: number, b: number): boolean {
    return this.#before(this.#ranks[a] ?? 0, this.#ids[a] ?? 0, b)
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1
      if (!this.#less(parent, at)) return
      this.#swap(parent, at)
      at = parent
    }
  }

  #sink(): void {
    const size = this.#ids.length
    for (let at = 0; ;) {
      const left = 2 * at + 1
      if (left >= size) return
      const greatest = left + 1 < size && this.#less(left, left + 1) ? left + 1 : left
      if (!this.#less(at, greatest)) return
      this.#swap(at, greatest)
      at = greatest
    }
  }
}
