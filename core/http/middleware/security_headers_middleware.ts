import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

const REQUEST_ID = /^[\w.-]{1,64}$/

/** What @adonisjs/shield does not send. */
const OWN_HEADERS: readonly [string, string][] = [
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), payment=(), usb=()'],
]

/** A middleware that sets headers on the response that it is given. */
export interface HeaderSource {
  handle(ctx: HttpContext, next: NextFn): Promise<void>
}

/**
 * Asks @adonisjs/shield once which headers it sends. They depend on the configuration alone (our policy has no nonce), while
 * shield's own middleware is made anew and computes them for every request: a tenth of a millisecond each.
 */
export async function headersOf(shield: HeaderSource): Promise<[string, string][]> {
  const headers: [string, string][] = []
  const record = (name: string, value: string) => void headers.push([name, value])
  const response = { header: record, response: { setHeader: record }, request: {} }
  const context = { request: {}, response } as unknown as HttpContext
  await shield.handle(context, async () => undefined)
  return headers
}

/**
 * Headers of every answer: pages, files, API answers and errors alike. The first of all middleware, so that nothing can
 * answer before it. A request id that a caller sent is kept only when it is a plain one: it goes into logs and answers.
 */
export class SecurityHeadersMiddleware {
  readonly #fixed: readonly [string, string][]

  constructor(shieldHeaders: readonly [string, string][]) {
    this.#fixed = [...shieldHeaders, ...OWN_HEADERS]
  }

  handle(ctx: HttpContext, next: NextFn): Promise<void> {
    const { request, response } = ctx
    const { headers, url } = request.request
    const given = headers['x-request-id']
    if (given !== undefined && (typeof given !== 'string' || !REQUEST_ID.test(given)))
      delete headers['x-request-id']
    /** On the raw response: what serves files knows no other. */
    const raw = response.response
    for (const [name, value] of this.#fixed) raw.setHeader(name, value)
    raw.setHeader('X-Request-Id', request.id() ?? '')
    if (url?.startsWith('/api/')) raw.setHeader('Cache-Control', 'no-store')
    return next()
  }
}
