import { E_TEMPLATE_OUTPUT } from '#core/templates/errors'
import type { Scope, Surroundings } from '#core/templates/types'

/** Where a template stands while it is written: the record, or a row of a list of it. */
export interface Frame {
  scope: Scope
  parent: Frame | null
  index: number
  count: number
  around: Surroundings
}

/** Collects the text and refuses to grow past its limit, wherever the growth comes from. */
export class Output {
  readonly #limit: number
  readonly #parts: string[] = []
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @throws E_TEMPLATE_OUTPUT */
  add(text: string): void {
    this.#length += text.length
    if (this.#length > this.#limit) throw new E_TEMPLATE_OUTPUT({ limit: this.#limit })
    this.#parts.push(text)
  }

  toString(): string {
    return this.#parts.join('')
  }
}
