import { defineError } from '#core/errors/coded_error'

/** A figure was asked in a way that its records cannot answer: `what` names the filter or dimension. */
export const E_TELEPHONY_BAD_FIGURE = defineError<{ source: string; what: string }>(
  'E_TELEPHONY_BAD_FIGURE',
  400
)
