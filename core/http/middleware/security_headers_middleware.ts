import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

const REQUEST_ID = /^[\w.-]{1,64}$/

/**
 * Headers of every answer beside those of @adonisjs/shield: pages, files, API answers and errors alike. The first of all
 * middleware, so that nothing can answer before it. A request id that a caller sent is kept only when it is a plain one: it
 * goes into logs and answers.
 */
export default class SecurityHeadersMiddleware {
  handle(ctx: HttpContext, next: NextFn): Promise<void> {
    const { request, response } = ctx
    const headers = request.request.headers
    const given = headers['x-request-id']
    if (given !== undefined && (typeof given !== 'string' || !REQUEST_ID.test(given)))
      delete headers['x-request-id']
    const raw = response.response
    raw.setHeader('X-Request-Id', request.id() ?? '')
    raw.setHeader('Referrer-Policy', 'same-origin')
    raw.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    raw.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    raw.setHeader('Permissions-Policy', 'camera=(), geolocation=(), payment=(), usb=()')
    if (request.request.url?.startsWith('/api/')) raw.setHeader('Cache-Control', 'no-store')
    return next()
  }
}
