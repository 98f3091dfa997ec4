import type { Json } from '#core/metadata/types'
import { E_WORKFLOW_ACTION_CONFIG } from '#core/workflow/errors'
import type { Values } from '#core/workflow/kernel/types'
import type { Subject } from '#core/workflow/types'

/** Reads what an action was given, its expressions worked out: any value may have turned out as anything. */
export class Config {
  readonly #action: string
  readonly #given: Values

  constructor(action: string, config: Json) {
    this.#action = action
    this.#given = asObject(config)
  }

  #wrong(field: string): never {
    throw new E_WORKFLOW_ACTION_CONFIG({ action: this.#action, field })
  }

  raw(field: string): Json {
    return this.#given[field] ?? null
  }

  /** Numbers are texts too; null where there is none. */
  optional(field: string): string | null {
    const value = this.raw(field)
    if (value === null || value === '') return null
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return this.#wrong(field)
  }

  /** @throws E_WORKFLOW_ACTION_CONFIG */
  text(field: string): string {
    return this.optional(field) ?? this.#wrong(field)
  }

  integer(field: string, otherwise: number): number {
    const value = this.raw(field)
    if (value === null || value === '') return otherwise
    const number = Number(value)
    return Number.isInteger(number) ? number : this.#wrong(field)
  }

  object(field: string): Values {
    const value = this.raw(field)
    if (value === null) return {}
    return typeof value === 'object' && !Array.isArray(value) ? value : this.#wrong(field)
  }

  /** One or several: a text with commas is several. */
  list(field: string): Json[] {
    const value = this.raw(field)
    if (value === null || value === '') return []
    if (Array.isArray(value)) return value
    return typeof value === 'string' ? value.split(/[,;]/).map((one) => one.trim()) : [value]
  }

  /** The id of a record: a number, or a look-up's value. */
  id(field: string): number | null {
    const value = this.raw(field)
    const number = Number(asObject(value).id ?? value ?? 0)
    if (value === null || value === '') return null
    return Number.isSafeInteger(number) && number > 0 ? number : this.#wrong(field)
  }

  /** The record that is meant: the one that is named, else the one that the process is about. */
  record(subject: Subject | null): Subject {
    const id = this.id('id')
    const entity = this.optional('entity')
    if (id === null && (entity === null || entity === subject?.entity)) {
      return subject ?? this.#wrong('id')
    }
    if (id === null) return this.#wrong('id')
    return { entity: entity ?? subject?.entity ?? this.#wrong('entity'), id }
  }
}

export function asObject(value: Json | undefined): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
