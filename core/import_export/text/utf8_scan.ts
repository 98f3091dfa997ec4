/** Where the bytes of a stream stop being UTF-8. Pure; fed chunk by chunk. */
export class Utf8Scan {
  #need = 0
  #low = 0x80
  #high = 0xbf
  #line = 1
  #sequenceLine = 1
  /** Complete sequences of several bytes: a text that has many is meant as UTF-8. */
  sequences = 0
  invalid = 0
  /** Line of the first byte that fits nowhere, from 1. */
  invalidLine: number | null = null

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#need === 0) {
        if (byte < 0x80) {
          if (byte === 0x0a) this.#line += 1
        } else this.#begin(byte)
      } else if (byte >= this.#low && byte <= this.#high) {
        this.#low = 0x80
        this.#high = 0xbf
        this.#need -= 1
        if (this.#need === 0) this.sequences += 1
      } else {
        this.#need = 0
        this.#fail()
        if (byte < 0x80) {
          if (byte === 0x0a) this.#line += 1
        } else this.#begin(byte)
      }
    }
  }

  /** To be called after the last chunk: an unfinished sequence is invalid. */
  end(): void {
    if (this.#need > 0) this.#fail()
    this.#need = 0
  }

  #fail(): void {
    this.invalid += 1
    this.invalidLine ??= this.#sequenceLine
  }

  /** First bytes and the bounds of what follows them: table 3-7 of the Unicode Standard. */
  #begin(byte: number): void {
    this.#sequenceLine = this.#line
    this.#low = 0x80
    this.#high = 0xbf
    if (byte >= 0xc2 && byte <= 0xdf) this.#need = 1
    else if (byte >= 0xe0 && byte <= 0xef) {
      this.#need = 2
      if (byte === 0xe0) this.#low = 0xa0
      if (byte === 0xed) this.#high = 0x9f
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.#need = 3
      if (byte === 0xf0) this.#low = 0x90
      if (byte === 0xf4) this.#high = 0x8f
    } else this.#fail()
  }
}
