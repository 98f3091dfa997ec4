/**
 * From whatever was thrown to a coded error. Pure. Drivers say the same things in many ways: a database that cannot be
 * reached, one that is locked, a value that is there already.
 */
import { errors as vineErrors } from '@vinejs/vine'
import { CodedError, type ErrorDetail } from '#core/errors/coded_error'
import {
  E_BAD_REQUEST,
  E_BUSY,
  E_CONFLICT,
  E_DATABASE_UNAVAILABLE,
  E_INTERNAL,
  E_ROUTE_NOT_FOUND,
  E_TOO_LARGE,
  E_VALIDATION,
} from '#core/errors/errors'
import type { JsonPrimitive } from '#core/metadata/types'

interface ThrownFacts {
  name: string
  code: string
  status: number | null
  /** Error number of SQL Server. */
  number: number | null
  /** `mysql2` sets these. */
  fatal: boolean
  sqlState: boolean
  type: string
  limit: number | null
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const whole = (value: unknown) => (typeof value === 'number' ? value : null)

function factsOf(error: Error): ThrownFacts {
  const fields = error as Error & Record<string, unknown>
  const cause = fields.originalError
  const inner = (cause instanceof Error ? cause : error) as Error & Record<string, unknown>
  return {
    name: error.name,
    code: text(fields.code) || text(inner.code),
    status: whole(fields.status),
    number: whole(fields.number) ?? whole(inner.number),
    fatal: fields.fatal === true,
    sqlState: typeof fields.sqlState === 'string',
    type: text(fields.type),
    limit: whole(fields.limit),
  }
}

const SQLITE_BUSY = /^SQLITE_(BUSY|LOCKED)/
const SQLITE_DEAD = /^SQLITE_(CANTOPEN|IOERR|CORRUPT|NOTADB|FULL|READONLY|PERM|NOMEM|PROTOCOL)/
const SQLITE_TAKEN = /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/
const SQLITE_CONSTRAINT = /^SQLITE_CONSTRAINT/
const MSSQL_DEAD = new Set([
  'ESOCKET',
  'ELOGIN',
  'ETIMEOUT',
  'ECONNCLOSED',
  'ENOTOPEN',
  'EINSTLOOKUP',
  'ENOCONN',
])
const MYSQL_DEAD = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_DBACCESS_DENIED_ERROR',
])
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EPIPE',
  'EAI_AGAIN',
])

function fromDatabase(facts: ThrownFacts, error: Error): CodedError | null {
  const { code, number } = facts
  const cause = { cause: error }
  if (SQLITE_BUSY.test(code) || number === 1205) return new E_BUSY({}, [], cause)
  /** Waiting for a connection of the pool: all are in use, or none can be made. */
  if (facts.name === 'KnexTimeoutError') return new E_BUSY({}, [], cause)
  if (SQLITE_DEAD.test(code) || MSSQL_DEAD.has(code) || facts.name === 'ConnectionError')
    return new E_DATABASE_UNAVAILABLE({ database: 'main' }, [], cause)
  if (MYSQL_DEAD.has(code) || (NETWORK.has(code) && (facts.fatal || facts.sqlState)))
    return new E_DATABASE_UNAVAILABLE({ database: 'pbx' }, [], cause)
  if (SQLITE_TAKEN.test(code) || number === 2601 || number === 2627)
    return new E_CONFLICT({}, [], cause)
  if (SQLITE_CONSTRAINT.test(code) || number === 547) return new E_CONFLICT({}, [], cause)
  return null
}

function fromRequest(facts: ThrownFacts, error: Error): CodedError | null {
  const cause = { cause: error }
  switch (facts.code) {
    case 'E_ROUTE_NOT_FOUND':
      return new E_ROUTE_NOT_FOUND({}, [], cause)
    case 'E_REQUEST_ENTITY_TOO_LARGE':
      return new E_TOO_LARGE({ limit: facts.limit ?? 1_048_576 }, [], cause)
    case 'E_ENCODING_UNSUPPORTED':
      return new E_BAD_REQUEST({ reason: 'content-encoding' }, [], cause)
    case 'E_REQUEST_ABORTED':
      return new E_BAD_REQUEST({ reason: 'aborted' }, [], cause)
    case 'E_INVALID_MULTIPART_REQUEST':
      return new E_BAD_REQUEST({ reason: 'multipart' }, [], cause)
  }
  if (error instanceof SyntaxError && facts.status === 400)
    return new E_BAD_REQUEST({ reason: 'json' }, [], cause)
  if (error instanceof URIError) return new E_BAD_REQUEST({ reason: 'url' }, [], cause)
  return null
}

interface VineMessage {
  field?: string
  rule?: string
  meta?: Record<string, unknown>
}

function fromVine(messages: unknown): CodedError {
  const list: VineMessage[] = Array.isArray(messages) ? messages : []
  const details = list.map<ErrorDetail>((message) => {
    const params: Record<string, JsonPrimitive> = {}
    for (const [name, value] of Object.entries(message.meta ?? {})) {
      if (typeof value === 'number' || typeof value === 'string') params[name] = value
    }
    return { path: message.field ?? '', code: message.rule ?? 'invalid', params }
  })
  return new E_VALIDATION({}, details)
}

/** The coded error for anything thrown; E_INTERNAL (with the original as `cause`) for what nobody foresaw. */
export function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown
  if (thrown instanceof vineErrors.E_VALIDATION_ERROR) return fromVine(thrown.messages)
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const facts = factsOf(error)
  return (
    fromRequest(facts, error) ??
    fromDatabase(facts, error) ??
    new E_INTERNAL({}, [], { cause: error })
  )
}
