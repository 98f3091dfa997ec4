import { Utf8Scan } from '#core/import_export/text/utf8_scan'
import type { Encoding } from '#core/import_export/types'

export type Detected =
  | { encoding: Encoding; bom: number }
  | { problem: 'invalid'; encoding: Encoding; line: number }
  | { problem: 'unknown'; line: number }
  | { problem: 'binary' }

const arabicBytes = new Set<number>()
for (let byte = 0x80; byte <= 0xff; byte++) {
  const letter = new TextDecoder('windows-1256').decode(Uint8Array.of(byte))
  /** Letters, the Persian comma, question mark and semicolon, and the joiners that Persian writes between letters. */
  if (/[\u0600-\u06FF\u200C\u200D]/.test(letter)) arabicBytes.add(byte)
}

/** Share of the bytes above 127 that must be Arabic letters for a text to be read as Persian. */
const PERSIAN_SHARE = 0.9

/**
 * Tells the encoding of a whole file, fed chunk by chunk. A mark decides; else UTF-16 by where its zero bytes lie; else
 * UTF-8 when every byte fits; else windows-1256 when nearly all letters are Persian ones then. What is neither is said, not
 * guessed. Pure.
 */
export class EncodingDetector {
  readonly #scan = new Utf8Scan()
  readonly #high = new Uint32Array(256)
  readonly #zeros: [number, number] = [0, 0]
  #bytes = 0
  #head: number[] = []

  push(chunk: Uint8Array): void {
    if (this.#head.length < 4) this.#head.push(...chunk.subarray(0, 4 - this.#head.length))
    this.#scan.push(chunk)
    let at = this.#bytes
    for (const byte of chunk) {
      if (byte >= 0x80) this.#high[byte] = (this.#high[byte] ?? 0) + 1
      else if (byte === 0) {
        if (at % 2 === 0) this.#zeros[0] += 1
        else this.#zeros[1] += 1
      }
      at += 1
    }
    this.#bytes = at
  }

  /** @param chosen the encoding that a person named: it is checked, not questioned */
  detect(chosen?: Encoding): Detected {
    this.#scan.end()
    const [first, second, third] = this.#head
    const marked = this.#marked(first, second, third)
    if (chosen) return this.#check(chosen, marked?.encoding === chosen ? marked.bom : 0)
    if (marked) return this.#check(marked.encoding, marked.bom)
    const wide = this.#wide()
    if (wide) return wide
    if (this.#scan.invalid === 0) return { encoding: 'utf-8', bom: 0 }
    const line = this.#scan.invalidLine ?? 1
    if (this.#scan.sequences > this.#scan.invalid * 2) {
      return { problem: 'invalid', encoding: 'utf-8', line }
    }
    return this.#persianShare() >= PERSIAN_SHARE
      ? { encoding: 'windows-1256', bom: 0 }
      : { problem: 'unknown', line }
  }

  #marked(
    first?: number,
    second?: number,
    third?: number
  ): { encoding: Encoding; bom: number } | null {
    if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', bom: 3 }
    if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', bom: 2 }
    if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', bom: 2 }
    return null
  }

  #check(encoding: Encoding, bom: number): Detected {
    if (encoding === 'utf-8' && this.#scan.invalid > 0) {
      return { problem: 'invalid', encoding, line: this.#scan.invalidLine ?? 1 }
    }
    return { encoding, bom }
  }

  /** Delimiters and line ends of UTF-16 have a zero byte, always on the same side. */
  #wide(): Detected | null {
    const [even, odd] = this.#zeros
    if (even + odd === 0) return null
    const enough = (even + odd) * 50 > this.#bytes
    if (enough && odd > even * 20) return { encoding: 'utf-16le', bom: 0 }
    if (enough && even > odd * 20) return { encoding: 'utf-16be', bom: 0 }
    return { problem: 'binary' }
  }

  #persianShare(): number {
    let persian = 0
    let all = 0
    for (let byte = 0x80; byte <= 0xff; byte++) {
      const count = this.#high[byte] ?? 0
      all += count
      if (arabicBytes.has(byte)) persian += count
    }
    return all === 0 ? 0 : persian / all
  }
}
