import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_VALIDATION } from '#core/errors/errors'
import { Actors } from '#core/security/actors'
import { E_SESSION_REQUIRED } from '#core/security/errors'
import { Passwords } from '#core/security/passwords'
import { Profiles } from '#core/security/profiles'

const meValidator = vine.create({
  name: vine.string().trim().minLength(1).maxLength(120).optional(),
  language: vine.enum(['en', 'fa', 'az'] as const).optional(),
  calendar: vine.enum(['gregory', 'persian'] as const).optional(),
  theme: vine.enum(['system', 'light', 'dark'] as const).optional(),
  timeZone: vine.string().maxLength(64).optional(),
  password: vine.string().maxLength(1_000).optional(),
  currentPassword: vine.string().maxLength(1_000).optional(),
})

/** The signed-in person's own preferences and password. */
@inject()
export default class MeController {
  constructor(
    protected profiles: Profiles,
    protected passwords: Passwords,
    protected actors: Actors
  ) {}

  async update({ request, auth, actor, origin }: HttpContext) {
    const { password, currentPassword, ...preferences } = await request.validateUsing(meValidator)
    if (password !== undefined) {
      const { credential } = auth.use('peyvand')
      if (credential?.kind !== 'session') throw new E_SESSION_REQUIRED()
      if (currentPassword === undefined)
        throw new E_VALIDATION({}, [{ path: 'currentPassword', code: 'required' }])
      const change = { current: currentPassword, password, keepSession: credential.session.id }
      await this.passwords.change(actor, origin, change)
    }
    await this.profiles.change(actor, origin, preferences)
    return { user: await this.profiles.user(await this.actors.load(actor.userId)) }
  }
}
