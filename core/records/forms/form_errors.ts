import { defineError } from '#core/errors/coded_error'

/** A write names a form that is not there, or not for this entity or person. */
export const E_UNKNOWN_FORM = defineError<{ form: string }>('E_UNKNOWN_FORM', 422)

/** Codes of details. */
export const FORM_DETAIL = {
  /** The form does not let this input be written now: read-only by a condition, or hidden. */
  readOnly: 'E_FORM_READ_ONLY',
  hidden: 'E_FORM_HIDDEN',
  /** An answer to a question that the form does not ask. */
  unknownAnswer: 'E_FORM_UNKNOWN_ANSWER',
  rows: 'E_FORM_ROWS',
} as const
