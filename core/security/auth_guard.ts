import { symbols } from '@adonisjs/auth'
import type { AuthClientResponse, GuardContract } from '@adonisjs/auth/types'
import type { HttpContext } from '@adonisjs/core/http'
import { E_UNAUTHENTICATED } from '#core/errors/errors'
import { accessKeyOf, narrowAccess } from '#core/security/access'
import type { AccessTokens } from '#core/security/access_tokens'
import type { Actors } from '#core/security/actors'
import { previewedRoles } from '#core/security/preview_cookie'
import { readCookie } from '#core/security/secret_token'
import type { Session, Sessions } from '#core/security/sessions'
import type { Actor } from '#core/security/types'

export interface GuardServices {
  sessions: Sessions
  tokens: AccessTokens
  actors: Actors
  /** Name of the session cookie. */
  cookie: string
}

/** How a request showed who it is. */
export type Credential =
  | { kind: 'session'; session: Session }
  | { kind: 'token'; tokenId: number; scopes: readonly string[] }

/** Narrowed actors by the actor they come from and the scopes: a token used a thousand times narrows once. */
const narrowed = new WeakMap<Actor, Map<string, Actor>>()

function narrow(actor: Actor, scopes: readonly string[]): Actor {
  if (scopes.includes('*')) return actor
  let known = narrowed.get(actor)
  if (!known) narrowed.set(actor, (known = new Map<string, Actor>()))
  const key = accessKeyOf('', [], scopes)
  let result = known.get(key)
  if (!result) {
    result = {
      ...actor,
      access: narrowAccess(actor.access, scopes),
      accessKey: `${actor.accessKey}${key}`,
    }
    known.set(key, result)
  }
  return result
}

/**
 * Authenticates a request by its session cookie or its bearer token. A request that carries a bearer token is judged by it
 * alone: a program that sends a bad token must not pass by a cookie that happens to be there.
 */
export class PeyvandGuard implements GuardContract<Actor> {
  declare [symbols.GUARD_KNOWN_EVENTS]: Record<never, never>

  readonly driverName = 'peyvand' as const
  authenticationAttempted = false
  isAuthenticated = false
  user?: Actor
  credential: Credential | null = null
  readonly #ctx: HttpContext
  readonly #services: GuardServices

  constructor(ctx: HttpContext, services: GuardServices) {
    this.#ctx = ctx
    this.#services = services
  }

  /** @throws E_UNAUTHENTICATED without a valid session or token of an active user */
  async authenticate(): Promise<Actor> {
    if (this.user) return this.user
    this.authenticationAttempted = true
    const headers = this.#ctx.request.request.headers
    const actor = headers.authorization
      ? await this.#byToken(headers.authorization)
      : await this.#bySession(headers.cookie)
    this.user = actor
    this.isAuthenticated = true
    return actor
  }

  async #bySession(cookies: string | undefined): Promise<Actor> {
    const token = readCookie(cookies, this.#services.cookie)
    const found = token === null ? null : this.#services.sessions.find(token)
    const session = found instanceof Promise ? await found : found
    if (!session) throw new E_UNAUTHENTICATED()
    this.credential = { kind: 'session', session }
    const actor = await this.#services.actors.load(session.userId)
    const roles = previewedRoles(cookies)
    if (!roles || !actor.access.can('core.admin.preview')) return actor
    return this.#services.actors.preview(actor, roles)
  }

  async #byToken(authorization: string): Promise<Actor> {
    const text = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    const token = text ? await this.#services.tokens.find(text) : null
    if (!token) throw new E_UNAUTHENTICATED()
    this.credential = { kind: 'token', tokenId: token.id, scopes: token.scopes }
    return narrow(await this.#services.actors.load(token.userId), token.scopes)
  }

  async check(): Promise<boolean> {
    try {
      await this.authenticate()
      return true
    } catch (error) {
      if (error instanceof E_UNAUTHENTICATED) return false
      throw error
    }
  }

  getUserOrFail(): Actor {
    if (!this.user) throw new E_UNAUTHENTICATED()
    return this.user
  }

  /** Tests sign in as anybody else does: through Sessions (see tests/support/people.ts). */
  async authenticateAsClient(): Promise<AuthClientResponse> {
    throw new E_UNAUTHENTICATED()
  }
}
