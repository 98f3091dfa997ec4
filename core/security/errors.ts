import { defineError } from '#core/errors/coded_error'

/** One answer for an unknown login, a wrong password and a disabled user: none of them may be told apart. */
export const E_SIGN_IN_FAILED = defineError('E_SIGN_IN_FAILED', 401)
/** Too many failed attempts for this login, whether or not a user has it. */
export const E_SIGN_IN_LOCKED = defineError<{ seconds: number }>('E_SIGN_IN_LOCKED', 429)
export const E_CSRF = defineError('E_CSRF', 403)
export const E_ORIGIN = defineError('E_ORIGIN', 403)
export const E_SETUP_LINK = defineError('E_SETUP_LINK', 410)
/** Something that only a person with a browser session may do, such as making tokens. */
export const E_SESSION_REQUIRED = defineError('E_SESSION_REQUIRED', 403)
export const E_UNIT_CYCLE = defineError('E_UNIT_CYCLE', 422)
export const E_LAST_ADMINISTRATOR = defineError('E_LAST_ADMINISTRATOR', 409)
/** Nobody may give rights that they do not hold themselves. */
export const E_ESCALATION = defineError<{ role: string }>('E_ESCALATION', 403)
export const E_UNKNOWN_ROLE = defineError<{ role: string }>('E_UNKNOWN_ROLE', 422)
export const E_TOKEN_SCOPE = defineError<{ scope: string }>('E_TOKEN_SCOPE', 422)
/** Who looks at the application as somebody else changes nothing. */
export const E_PREVIEW_READ_ONLY = defineError('E_PREVIEW_READ_ONLY', 403)
export const E_ROLE_IN_USE = defineError<{ role: string; users: number }>('E_ROLE_IN_USE', 409)
