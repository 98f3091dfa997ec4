import { defineError } from '#core/errors/coded_error'

/** What can go wrong between us and a PBX's database. `site` is its name; nothing here carries a secret. */
export const E_TELEPHONY_PBX_UNREACHABLE = defineError<{ host: string; port: number }>(
  'E_TELEPHONY_PBX_UNREACHABLE',
  503
)
export const E_TELEPHONY_PBX_UNKNOWN_HOST = defineError<{ host: string }>(
  'E_TELEPHONY_PBX_UNKNOWN_HOST',
  422
)
export const E_TELEPHONY_PBX_SIGN_IN = defineError<{ user: string }>('E_TELEPHONY_PBX_SIGN_IN', 422)
export const E_TELEPHONY_PBX_UNKNOWN_DATABASE = defineError<{ database: string }>(
  'E_TELEPHONY_PBX_UNKNOWN_DATABASE',
  422
)
export const E_TELEPHONY_PBX_NO_ACCESS = defineError<{ what: string }>(
  'E_TELEPHONY_PBX_NO_ACCESS',
  422
)
export const E_TELEPHONY_PBX_MISSING_TABLES = defineError<{ tables: string }>(
  'E_TELEPHONY_PBX_MISSING_TABLES',
  422
)
export const E_TELEPHONY_PBX_MISSING_COLUMNS = defineError<{ table: string; columns: string }>(
  'E_TELEPHONY_PBX_MISSING_COLUMNS',
  422
)
export const E_TELEPHONY_SITE_NOT_CONNECTED = defineError<{ site: string }>(
  'E_TELEPHONY_SITE_NOT_CONNECTED',
  422
)
/** Another run of the same site is at work. */
export const E_TELEPHONY_SYNC_BUSY = defineError<{ site: string }>('E_TELEPHONY_SYNC_BUSY', 409)
/** A newer run of the same site took over; this one stopped without having written anything half. */
export const E_TELEPHONY_SYNC_SUPERSEDED = defineError<{ site: string }>(
  'E_TELEPHONY_SYNC_SUPERSEDED',
  409
)
export const E_TELEPHONY_RECORDING_MISSING = defineError<{ file: string }>(
  'E_TELEPHONY_RECORDING_MISSING',
  404
)
export const E_TELEPHONY_RECORDING_EMPTY = defineError<{ file: string }>(
  'E_TELEPHONY_RECORDING_EMPTY',
  404
)
export const E_TELEPHONY_RECORDING_UNREACHABLE = defineError<{ site: string }>(
  'E_TELEPHONY_RECORDING_UNREACHABLE',
  503
)
export const E_TELEPHONY_RANGE = defineError<{ bytes: number }>('E_TELEPHONY_RANGE', 416)
export const E_TELEPHONY_NOT_A_WAV = defineError<{ file: string }>('E_TELEPHONY_NOT_A_WAV', 422)
export const E_TELEPHONY_PURGE_TOO_RECENT = defineError<{ months: number }>(
  'E_TELEPHONY_PURGE_TOO_RECENT',
  422
)
