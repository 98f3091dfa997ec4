import { defineError } from '#core/errors/coded_error'

/**
 * The options of a site cannot be used: unknown time zone, pattern that is no regular expression. The details name
 * each option at fault.
 */
export const E_TELEPHONY_SITE_OPTIONS = defineError('E_TELEPHONY_SITE_OPTIONS', 422)
