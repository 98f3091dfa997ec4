import { E_DATABASE_UNAVAILABLE } from '#core/errors/errors'
import { CodedError } from '#core/errors/coded_error'
import {
  E_TELEPHONY_PBX_NO_ACCESS,
  E_TELEPHONY_PBX_SIGN_IN,
  E_TELEPHONY_PBX_UNKNOWN_DATABASE,
  E_TELEPHONY_PBX_UNKNOWN_HOST,
  E_TELEPHONY_PBX_UNREACHABLE,
} from '../errors.js'
import type { PbxConnectionSettings } from './types.js'

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ER_CON_COUNT_ERROR',
  'ER_HOST_NOT_PRIVILEGED',
  'ER_HOST_IS_BLOCKED',
])
const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ER_SERVER_SHUTDOWN',
  'ER_QUERY_INTERRUPTED',
  'ER_CONNECTION_KILLED',
])

/** The connection is gone; the same question may be asked again over a new one. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code === null) return false
  if (LOST.has(code) || UNREACHABLE.has(code)) return true
  return error instanceof Error && /closed state|connection.*lost/i.test(error.message)
}

/**
 * What the driver reports, as one of our coded errors. `connecting` tells a server that cannot be reached from one that
 * went away while it was read. Anything unknown is returned as it is.
 */
export function pbxFailure(
  error: unknown,
  settings: PbxConnectionSettings,
  connecting: boolean
): unknown {
  if (error instanceof CodedError) return error
  const code = codeOf(error)
  const cause = { cause: error }
  if (code === null) return error
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new E_TELEPHONY_PBX_UNKNOWN_HOST({ host: settings.host }, [], cause)
  }
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR') {
    return new E_TELEPHONY_PBX_SIGN_IN({ user: settings.user }, [], cause)
  }
  if (code === 'ER_BAD_DB_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') {
    return new E_TELEPHONY_PBX_UNKNOWN_DATABASE({ database: settings.database }, [], cause)
  }
  if (code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_COLUMNACCESS_DENIED_ERROR') {
    return new E_TELEPHONY_PBX_NO_ACCESS({ what: messageOf(error) }, [], cause)
  }
  if (isConnectionLost(error)) {
    const { host, port, database } = settings
    return connecting
      ? new E_TELEPHONY_PBX_UNREACHABLE({ host, port }, [], cause)
      : new E_DATABASE_UNAVAILABLE({ database: `${database}@${host}` }, [], cause)
  }
  return error
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
