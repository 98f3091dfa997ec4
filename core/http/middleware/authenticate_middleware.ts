import type {} from '@adonisjs/auth/initialize_auth_middleware'
import type { AuthManager } from '@adonisjs/auth'
import type { Authenticators } from '@adonisjs/auth/types'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { DEFINITIONS_HEADER } from '#core/metadata/types'
import { isSameSite, isUnsafe } from '#core/security/cross_site'
import { E_CSRF, E_ORIGIN, E_PREVIEW_READ_ONLY } from '#core/security/errors'
import { allowedInPreview } from '#core/security/preview'
import { isGuarded, isPublic } from '#core/security/public_routes'
import { RequestOrigin } from '#core/security/request_origin'
import { sameSecret } from '#core/security/secret_token'

/**
 * Default deny: every request to the API needs an actor before its body is read, unless its route is declared public. Unsafe
 * requests must come from a page of ours, and with a cookie they must carry the CSRF token of the session.
 */
export class AuthenticateMiddleware {
  readonly #auth: AuthManager<Authenticators>
  readonly #appUrl: string | undefined
  readonly #definitions: () => string

  /** @param definitions the version of the definitions in force, told to browsers: theirs may have been open for days */
  constructor(
    auth: AuthManager<Authenticators>,
    appUrl: string | undefined,
    definitions: () => string
  ) {
    this.#auth = auth
    this.#appUrl = appUrl
    this.#definitions = definitions
  }

  async handle(ctx: HttpContext, next: NextFn): Promise<void> {
    const { request } = ctx
    const pattern = ctx.route?.pattern ?? ''
    const method = request.request.method ?? 'GET'
    if (!isGuarded(request.url(), pattern)) return next()
    ctx.auth = this.#auth.createAuthenticator(ctx)
    if (isUnsafe(method)) this.#checkOrigin(ctx)
    if (isPublic(method, pattern)) {
      ctx.origin = new RequestOrigin(request, 'web')
      return next()
    }
    const guard = ctx.auth.use('peyvand')
    ctx.actor = await guard.authenticate()
    if (ctx.actor.preview && !allowedInPreview(method, pattern)) throw new E_PREVIEW_READ_ONLY()
    const { credential } = guard
    if (credential?.kind === 'token') {
      ctx.origin = new RequestOrigin(request, `token:${credential.tokenId}`)
      return next()
    }
    if (isUnsafe(method)) {
      const given = request.request.headers['x-csrf-token']
      const expected = credential?.session.csrf
      if (typeof given !== 'string' || !expected || !sameSecret(given, expected)) throw new E_CSRF()
    }
    ctx.origin = new RequestOrigin(request, 'web')
    ctx.response.header(DEFINITIONS_HEADER, this.#definitions())
    return next()
  }

  #checkOrigin({ request }: HttpContext): void {
    const { origin, host, ...others } = request.request.headers
    const site = others['sec-fetch-site']
    const headers = {
      ...(origin === undefined ? {} : { origin }),
      ...(typeof site === 'string' ? { fetchSite: site } : {}),
      ...(host === undefined ? {} : { host }),
    }
    if (!isSameSite(headers, this.#appUrl)) throw new E_ORIGIN()
  }
}
