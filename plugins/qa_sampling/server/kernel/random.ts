/**
 * Chance that can be repeated: a number that depends on a seed and a key and on nothing else, so that the order in which calls are
 * looked at cannot change who is drawn. MurmurHash3 (x86, 32 bits; Appleby 2011) over two lanes.
 */
const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

function mix(lane: number, word: number): number {
  const scrambled = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
  return (Math.imul(rotate(lane ^ scrambled, 13), 5) + 0xe6546b64) | 0
}

function finish(lane: number): number {
  let word = lane ^ (lane >>> 16)
  word = Math.imul(word, 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

const TWO_32 = 4_294_967_296

export class Chance {
  readonly #first: number
  readonly #second: number

  constructor(seed: string) {
    let first = 0x9747b28c
    let second = 0x3c6ef372
    for (let at = 0; at < seed.length; at++) {
      const word = seed.charCodeAt(at)
      first = mix(first, word)
      second = mix(second, word ^ 0x5bd1e995)
    }
    this.#first = mix(first, seed.length)
    this.#second = mix(second, seed.length)
  }

  /** Uniform in [0, 1), 53 bits, for a whole number. */
  of(key: number): number {
    const low = key | 0
    const high = Math.floor(key / TWO_32) | 0
    const first = finish(mix(mix(this.#first, low), high))
    const second = finish(mix(mix(this.#second, low), high))
    return ((first >>> 5) * 67_108_864 + (second >>> 6)) / 9_007_199_254_740_992
  }

  /** Uniform in [0, 1) with 32 bits: added to a small whole number it is exact. */
  coarse(key: number): number {
    return finish(mix(this.#first, key)) / TWO_32
  }
}
