import type { JsonPrimitive } from '#core/metadata/types'
import type { ErrorBody } from './types.js'

export type ApiErrorDetail = NonNullable<ErrorBody['error']['details']>[number]

/** A failed request. `status` 0 means that no answer came: the host is out of reach. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly params: Record<string, JsonPrimitive>
  readonly details: ApiErrorDetail[]
  readonly requestId: string | null

  constructor(status: number, body: ErrorBody['error']) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code
    this.params = body.params ?? {}
    this.details = body.details ?? []
    this.requestId = body.request_id ?? null
  }

  /** The host is out of reach; what was typed is still there and may be sent again. */
  get isOffline(): boolean {
    return this.status === 0
  }
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError
