import { defineError } from '#core/errors/coded_error'

/** Codes that several parts of the core share. A part's own codes stand in its own `errors.ts`. */
export const E_VALIDATION = defineError('E_VALIDATION', 422)
export const E_NOT_FOUND = defineError<{ what?: string }>('E_NOT_FOUND', 404)
export const E_FORBIDDEN = defineError<{ what?: string }>('E_FORBIDDEN', 403)
export const E_UNAUTHENTICATED = defineError('E_UNAUTHENTICATED', 401)
export const E_CONFLICT = defineError<{ what?: string }>('E_CONFLICT', 409)
export const E_STALE_VERSION = defineError<{ current: number }>('E_STALE_VERSION', 409)
export const E_TOO_LARGE = defineError<{ limit: number }>('E_TOO_LARGE', 413)
export const E_TOO_MANY_REQUESTS = defineError<{ seconds: number }>('E_TOO_MANY_REQUESTS', 429)
export const E_UNKNOWN_ENTITY = defineError<{ entity: string }>('E_UNKNOWN_ENTITY', 404)
export const E_UNKNOWN_FIELD = defineError<{ entity: string; field: string }>(
  'E_UNKNOWN_FIELD',
  400
)
/** The same answer for a field that does not exist and one that may not be read would hide mistakes; the name is not a secret. */
export const E_FIELD_FORBIDDEN = defineError<{ entity: string; field: string }>(
  'E_FIELD_FORBIDDEN',
  403
)
export const E_BAD_QUERY = defineError<{ reason: string }>('E_BAD_QUERY', 400)
export const E_DATABASE_UNAVAILABLE = defineError<{ database: string }>(
  'E_DATABASE_UNAVAILABLE',
  503
)
/** The request itself is broken: malformed JSON, a wrong encoding, a bad header. */
export const E_BAD_REQUEST = defineError<{ reason: string }>('E_BAD_REQUEST', 400)
export const E_ROUTE_NOT_FOUND = defineError('E_ROUTE_NOT_FOUND', 404)
/** Locked or overloaded for longer than we wait; the same request may succeed later. */
export const E_BUSY = defineError('E_BUSY', 503)
/** Whatever was not foreseen. The log has the cause under the request's number; the client gets nothing of it. */
export const E_INTERNAL = defineError('E_INTERNAL', 500)
