import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Actors } from '#core/security/actors'
import { E_UNAUTHENTICATED } from '#core/errors/errors'
import { Profiles, type SessionUser } from '#core/security/profiles'
import { sendPreviewCookie } from '#core/security/preview_cookie'
import { readCookie } from '#core/security/secret_token'
import {
  clearSessionCookie,
  sendSessionCookie,
  SESSION_COOKIE,
} from '#core/security/session_cookie'
import { SignIn } from '#core/security/sign_in'
import type { Actor } from '#core/security/types'

const signInValidator = vine.create({
  login: vine.string().minLength(1).maxLength(200),
  password: vine.string().minLength(1).maxLength(1_000),
})

export interface SessionInfo {
  user: SessionUser
  /** Names of the roles held: forms are chosen and conditioned by them. */
  roles: string[]
  permissions: string[]
  csrf: string
  /** Names of the roles as which the person looks at the application. */
  preview?: readonly string[]
}

@inject()
export default class SessionController {
  constructor(
    protected signIn: SignIn,
    protected actors: Actors,
    protected profiles: Profiles
  ) {}

  /** Signs in. */
  async store({ request, response, origin }: HttpContext): Promise<SessionInfo> {
    const input = await request.validateUsing(signInValidator)
    const headers = request.request.headers
    const former = readCookie(headers.cookie, SESSION_COOKIE)
    const started = await this.signIn.signIn(input, origin, headers['user-agent'] ?? null, former)
    sendSessionCookie(response, started.token)
    return this.#info(await this.actors.load(started.userId), started.csrf)
  }

  /** Who is signed in. With a token instead of a session there is no CSRF token. */
  async show({ auth, actor }: HttpContext): Promise<SessionInfo> {
    const { credential } = auth.use('peyvand')
    return this.#info(actor, credential?.kind === 'session' ? credential.session.csrf : '')
  }

  async destroy({ request, response, actor, origin }: HttpContext): Promise<void> {
    const token = readCookie(request.request.headers.cookie, SESSION_COOKIE)
    if (!token) throw new E_UNAUTHENTICATED()
    await this.signIn.signOut(actor, origin, token)
    clearSessionCookie(response)
    sendPreviewCookie(response, [])
    response.noContent()
  }

  async #info(actor: Actor, csrf: string): Promise<SessionInfo> {
    const user = await this.profiles.user(actor)
    const roles = [...actor.roles]
    const permissions = this.profiles.permissionsOf(actor)
    return { user, roles, permissions, csrf, ...(actor.preview ? { preview: actor.preview } : {}) }
  }
}
