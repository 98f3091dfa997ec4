import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { allowedBy, mayConnect, type AllowedOrigin } from '#core/http_out/addresses'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

export interface Outgoing {
  url: string
  /** Default `POST`. */
  method?: Method
  headers: Record<string, string>
  /** Absent: none is sent. */
  body?: string
}
export interface SendOptions {
  allowed: readonly AllowedOrigin[]
  /** For everything: resolving, connecting, sending and reading the answer. */
  timeoutMs: number
  /** Of the answer no more is read. */
  answerBytes: number
  signal?: AbortSignal
  /** Answers all addresses of a name. */
  resolve?: (host: string) => Promise<string[]>
}
export type SendFailure =
  | 'malformed'
  | 'not_allowed'
  | 'address_refused'
  | 'unreachable'
  | 'timeout'
  | 'redirect'
  | 'status'
export interface SendOutcome {
  /** Null for an answer of 200 to 299. */
  failure: SendFailure | null
  status: number | null
  /** Beginning of the answer, at most as long as asked for. */
  answer: string
  /** Of the answer; null where there was none or it did not say. */
  contentType: string | null
  /** Code of the system where nothing was answered: `ECONNREFUSED`. */
  code: string | null
}

const failed = (failure: SendFailure, code: string | null = null): SendOutcome => ({
  failure,
  status: null,
  answer: '',
  contentType: null,
  code,
})
const resolveAll = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** The name is resolved once, here; the connection goes to what was checked, whatever the name stands for a moment later. */
const pinned =
  (address: string): LookupFunction =>
  (_host, options, done) => {
    const family = isIP(address)
    if (options.all) done(null, [{ address, family }])
    else done(null, address, family)
  }

/** Settles with the first; the work that comes too late is not waited for. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = () => aborted.reject(signal.reason as Error)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  return Promise.race([work, aborted.promise]).finally(() =>
    signal.removeEventListener('abort', stop)
  )
}

function connect(sent: Outgoing, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(sent.url)
  const body = sent.body === undefined ? null : Buffer.from(sent.body, 'utf8')
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: sent.method ?? 'POST',
      /** A connection of its own: one that is kept may lead to another address. */
      agent: false,
      lookup: pinned(address),
      signal,
      headers: { ...sent.headers, ...(body ? { 'content-length': body.length } : {}) },
    })
    outgoing.on('response', resolve)
    outgoing.on('error', reject)
    outgoing.end(body ?? undefined)
  })
}

async function beginning(answer: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= most) break
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8')
}

/**
 * Asks once an address on the list. Redirects are not followed: they would lead past the list. Never throws for what the other
 * side does; throws when `signal` is aborted.
 */
export async function send(sent: Outgoing, options: SendOptions): Promise<SendOutcome> {
  const allowed = allowedBy(sent.url, options.allowed)
  if (typeof allowed === 'string') return failed(allowed)
  const late = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([late, options.signal]) : late
  try {
    const host = new URL(sent.url).hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(host)
      ? [host]
      : await before(signal, (options.resolve ?? resolveAll)(host))
    const [address] = addresses
    if (address === undefined || !mayConnect(addresses, allowed)) return failed('address_refused')
    const answer = await connect(sent, address, signal)
    const text = await beginning(answer, options.answerBytes)
    const status = answer.statusCode ?? 0
    const failure =
      status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : 'status'
    const contentType = answer.headers['content-type'] ?? null
    return { failure, status, answer: text, contentType, code: null }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (late.aborted) return failed('timeout')
    if (error instanceof Error && 'code' in error) return failed('unreachable', String(error.code))
    throw error
  }
}
