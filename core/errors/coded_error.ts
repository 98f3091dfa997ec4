import { Exception } from '@adonisjs/core/exceptions'
import type { JsonPrimitive } from '#core/metadata/types'

export interface ErrorDetail {
  /** Dotted path of the input at fault. */
  path: string
  code: string
  params?: Record<string, JsonPrimitive>
}

/** What every expected failure is: a permanent code, an HTTP status, parameters for the text, and details by input path. */
export class CodedError extends Exception {
  declare readonly code: string
  readonly params: Record<string, JsonPrimitive>
  readonly details: ErrorDetail[]

  constructor(
    code: string,
    status: number,
    params: Record<string, JsonPrimitive> = {},
    details: ErrorDetail[] = [],
    options?: ErrorOptions
  ) {
    super(`${code} ${JSON.stringify(params)}`, { code, status, ...options })
    this.params = params
    this.details = details
  }
}

type Params = Record<string, JsonPrimitive>

/**
 * Declares an error class with its code and status. The text is looked up by code in the locales (`errors.<code>`) when it is
 * shown; a test fails for a code without a text in every language.
 */
export function defineError<P extends Params = Record<never, never>>(code: string, status: number) {
  declaredErrors.set(code, status)
  return class extends CodedError {
    constructor(params?: P, details?: ErrorDetail[], options?: ErrorOptions) {
      super(code, status, params ?? {}, details ?? [], options)
    }
  }
}

/** Every code declared so far with its status: the list that the locale test and OpenAPI read. */
export const declaredErrors = new Map<string, number>()
