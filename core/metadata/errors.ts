import { defineError } from '#core/errors/coded_error'

export const E_METADATA_NOT_LOADED = defineError('E_METADATA_NOT_LOADED', 503)
/** Details carry every issue: `path` is `<kind>.<name>.<path inside the definition>`. */
export const E_METADATA_INVALID = defineError<{ issues: number }>('E_METADATA_INVALID', 422)
export const E_UNKNOWN_DEFINITION = defineError<{ kind: string; name: string }>(
  'E_UNKNOWN_DEFINITION',
  404
)
/** Somebody has published a change of the definition since the one that this change is based on. */
export const E_DEFINITION_CHANGED = defineError<{ kind: string; name: string }>(
  'E_DEFINITION_CHANGED',
  409
)
/** A change of a column's type that would lose values or change their meaning. */
export const E_SCHEMA_NOT_LOSSLESS = defineError<{ table: string; column: string }>(
  'E_SCHEMA_NOT_LOSSLESS',
  409
)
/** Rows hold values that the narrower type could not keep. */
export const E_SCHEMA_WOULD_LOSE = defineError<{ table: string; column: string; rows: number }>(
  'E_SCHEMA_WOULD_LOSE',
  409
)
/** A unique index cannot be made because rows are equal already. */
export const E_SCHEMA_DUPLICATES = defineError<{ table: string; columns: string }>(
  'E_SCHEMA_DUPLICATES',
  409
)
/** Somebody else changed definitions since the change set was planned: plan anew, nothing of it is lost. */
export const E_METADATA_CHANGED = defineError<{ by: string; at: string }>('E_METADATA_CHANGED', 409)
/** What is deleted for good must be named by who deletes it. */
export const E_NOT_CONFIRMED = defineError<{ name: string }>('E_NOT_CONFIRMED', 422)
