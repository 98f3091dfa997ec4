import { defineError } from '#core/errors/coded_error'

/** The file cannot be read as a solution; details name the files and what is wrong with them. */
export const E_SOLUTION_INVALID = defineError<{ reason: string }>('E_SOLUTION_INVALID', 422)
/** A file is not what the manifest says. */
export const E_SOLUTION_TAMPERED = defineError<{ file: string }>('E_SOLUTION_TAMPERED', 422)
/** Written in a format of a later version of the product. */
export const E_SOLUTION_FORMAT = defineError<{ format: number; supported: number }>(
  'E_SOLUTION_FORMAT',
  422
)
/** The solution was made for plugins that are missing or older here; details name each. */
export const E_SOLUTION_REQUIRES = defineError<{ what: string; range: string }>(
  'E_SOLUTION_REQUIRES',
  409
)
/** Larger than a solution may be. */
export const E_SOLUTION_TOO_LARGE = defineError<{ limit: string }>('E_SOLUTION_TOO_LARGE', 413)
/** Both sides changed the same property and nobody chose; details name each. */
export const E_SOLUTION_CONFLICTS = defineError<{ conflicts: number }>('E_SOLUTION_CONFLICTS', 409)
export const E_SOLUTION_VERSION = defineError<{ version: string; last: string }>(
  'E_SOLUTION_VERSION',
  409
)
/** Nothing would be in the package. */
export const E_SOLUTION_EMPTY = defineError('E_SOLUTION_EMPTY', 422)
/** Reference records can only be carried by a field that tells them apart. */
export const E_SOLUTION_NO_KEY = defineError<{ entity: string }>('E_SOLUTION_NO_KEY', 422)
/** A run in this state cannot do what was asked. */
export const E_SOLUTION_RUN_STATE = defineError<{ state: string }>('E_SOLUTION_RUN_STATE', 409)
/** Reference records of the package that could not be written; details name each. */
export const E_SOLUTION_RECORDS = defineError<{ records: number }>('E_SOLUTION_RECORDS', 422)
