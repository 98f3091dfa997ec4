import { defineError } from '#core/errors/coded_error'

/** Records of this entity are written by the system only, beyond a few fields. */
export const E_SYSTEM_MANAGED = defineError<{ entity: string }>('E_SYSTEM_MANAGED', 403)
/** Other records point at it, and their field does not allow it to go. */
export const E_RECORD_IN_USE = defineError<{ entity: string; field: string }>(
  'E_RECORD_IN_USE',
  409
)
export const E_BULK_TOO_LARGE = defineError<{ limit: number }>('E_BULK_TOO_LARGE', 413)

/** Codes of details, in `errors.<code>` of the locales. */
export const DETAIL = {
  required: 'E_REQUIRED',
  readOnly: 'E_READ_ONLY',
  unknownChoice: 'E_UNKNOWN_CHOICE',
  choiceParent: 'E_CHOICE_PARENT',
  notUnique: 'E_NOT_UNIQUE',
  noSuchRecord: 'E_NO_SUCH_RECORD',
  notAnObject: 'E_NOT_AN_OBJECT',
} as const
