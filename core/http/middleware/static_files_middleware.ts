import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { HeaderSource } from '#core/http/middleware/security_headers_middleware'

/** Serves the built browser application, and does not ask the disk about addresses of the API. */
export class StaticFilesMiddleware {
  readonly #files: HeaderSource

  constructor(files: HeaderSource) {
    this.#files = files
  }

  handle(ctx: HttpContext, next: NextFn): Promise<void> {
    const { method, url = '' } = ctx.request.request
    const isFile = (method === 'GET' || method === 'HEAD') && !url.startsWith('/api/')
    return isFile ? this.#files.handle(ctx, next) : next()
  }
}
