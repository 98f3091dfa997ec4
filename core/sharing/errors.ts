import { defineError } from '#core/errors/coded_error'

/** Nobody may give more of a record than they hold themselves. */
export const E_SHARE_BEYOND_OWN = defineError('E_SHARE_BEYOND_OWN', 403)
/** The person or the team is not there, not active, or is the one who shares. */
export const E_SHARE_RECEIVER = defineError('E_SHARE_RECEIVER', 422)
export const E_SHARE_EXPIRY = defineError('E_SHARE_EXPIRY', 422)
