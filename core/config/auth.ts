import { defineConfig } from '@adonisjs/auth'
import type { InferAuthenticators } from '@adonisjs/auth/types'
import type { HttpContext } from '@adonisjs/core/http'
import { AccessTokens } from '#core/security/access_tokens'
import { Actors } from '#core/security/actors'
import { PeyvandGuard } from '#core/security/auth_guard'
import { SESSION_COOKIE } from '#core/security/session_cookie'
import { Sessions } from '#core/security/sessions'

/** One guard for both: a session cookie for people, a bearer token for programs. */
const authConfig = defineConfig({
  default: 'peyvand',
  guards: {
    peyvand: {
      resolver: async (_name, app) => {
        const services = {
          sessions: await app.container.make(Sessions),
          tokens: await app.container.make(AccessTokens),
          actors: await app.container.make(Actors),
          cookie: SESSION_COOKIE,
        }
        return (ctx: HttpContext) => new PeyvandGuard(ctx, services)
      },
    },
  },
})

export default authConfig

declare module '@adonisjs/auth/types' {
  export interface Authenticators extends InferAuthenticators<typeof authConfig> {}
}
