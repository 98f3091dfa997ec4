/**
 * Checks the structure of a whole CSV and counts its rows, before anything of it is written: one state machine over bytes
 * or UTF-16 units, some ten times faster than parsing. It refuses what csv-parse refuses. Pure; fed chunk by chunk.
 */

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** Units of one row: an open quote must not swallow a file into memory. */
export const MAX_ROW = 1_000_000

export type CsvProblem =
  | { problem: 'quote'; line: number }
  | { problem: 'open_quote'; line: number }
  | { problem: 'row_too_long'; line: number }

const At = {
  CellStart: 0,
  Plain: 1,
  Quoted: 2,
  /** After a quote inside quotes: it closes the cell, or the next one makes it a letter. */
  Quote: 3,
} as const

export class CsvScan {
  readonly #delimiter: number
  #at: number = At.CellStart
  #line = 1
  #rowLine = 1
  #rowLength = 0
  #afterCr = false
  /** Rows with something in them, the header included. */
  rows = 0
  problem: CsvProblem | null = null

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  /** @param units bytes of an encoding that extends ASCII, or UTF-16 code units */
  push(units: Uint8Array | Uint16Array): void {
    const delimiter = this.#delimiter
    for (let index = 0; index < units.length && !this.problem; index++) {
      const unit = units[index] as number
      if (this.#at === At.Plain && unit !== delimiter && unit > QUOTE) {
        this.#rowLength += 1
        continue
      }
      const isEnd = unit === LF || unit === CR
      if (isEnd) this.#countLine(unit)
      else this.#afterCr = false
      if (this.#at === At.Quoted) {
        if (unit === QUOTE) this.#at = At.Quote
      } else if (isEnd) {
        this.#endRow()
        continue
      } else if (unit === delimiter) this.#at = At.CellStart
      else if (unit === QUOTE) {
        if (this.#at === At.Plain) this.problem = { problem: 'quote', line: this.#rowLine }
        this.#at = At.Quoted
      } else if (this.#at === At.Quote) this.problem = { problem: 'quote', line: this.#rowLine }
      else this.#at = At.Plain
      this.#rowLength += 1
    }
    this.#checkLength()
  }

  #checkLength(): void {
    if (this.#rowLength > MAX_ROW) {
      this.problem ??= { problem: 'row_too_long', line: this.#rowLine }
    }
  }

  /** To be called after the last chunk. */
  end(): void {
    if (this.problem) return
    if (this.#at === At.Quoted) this.problem = { problem: 'open_quote', line: this.#rowLine }
    else this.#endRow()
  }

  /** `\r\n` is one line end. */
  #countLine(unit: number): void {
    if (unit === LF && this.#afterCr) {
      this.#afterCr = false
      return
    }
    this.#line += 1
    this.#afterCr = unit === CR
  }

  #endRow(): void {
    this.#checkLength()
    if (this.#rowLength > 0) this.rows += 1
    this.#rowLength = 0
    this.#rowLine = this.#line
    this.#at = At.CellStart
  }
}
