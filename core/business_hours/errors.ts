import { defineError } from '#core/errors/coded_error'

/** Codes of the details of an E_VALIDATION; declared so that each has a text in every language. */
export const E_CALENDAR_ZONE = defineError('E_CALENDAR_ZONE', 422)
export const E_CALENDAR_WEEK = defineError('E_CALENDAR_WEEK', 422)
export const E_CALENDAR_HOURS = defineError('E_CALENDAR_HOURS', 422)
export const E_CALENDAR_DAY = defineError('E_CALENDAR_DAY', 422)
