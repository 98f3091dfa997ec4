import { defineError } from '#core/errors/coded_error'

/** A rule refuses a record that is so likely to exist. */
export const E_DUPLICATE_RECORD = defineError<{ label: string; id: number }>(
  'E_DUPLICATE_RECORD',
  409
)
/** Nothing says what makes two records of this kind the same. */
export const E_NO_DUPLICATE_RULE = defineError<{ entity: string }>('E_NO_DUPLICATE_RULE', 422)
