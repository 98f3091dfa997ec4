import { defineError } from '#core/errors/coded_error'

/** Details of a refused destination or address. */
export const DETAIL = {
  /** Not scheme, host and port and nothing more. */
  origin: 'E_HTTP_ORIGIN',
  /** Not an address of the web, or with a name and password in it. */
  address: 'E_HTTP_ADDRESS',
  /** An administrator has not put its host on the list. */
  notAllowed: 'E_HTTP_NOT_ALLOWED',
} as const
export const E_DESTINATION_EXISTS = defineError<{ origin: string }>('E_DESTINATION_EXISTS', 409)
/** Something still sends there; named so that it can be changed first. */
export const E_DESTINATION_IN_USE = defineError<{ origin: string; by: string }>(
  'E_DESTINATION_IN_USE',
  409
)
