import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_SESSION_REQUIRED } from '#core/security/errors'
import { PersonalTokens } from '#core/security/personal_tokens'

const tokenValidator = vine.create({
  name: vine.string().trim().minLength(1).maxLength(120),
  scopes: vine.array(vine.string().maxLength(100)).minLength(1).maxLength(100).optional(),
  /** Whole days from now; never when absent. */
  days: vine.number().withoutDecimals().min(1).max(366).optional(),
})

/** The signed-in person's tokens for programs. A token may look at them, only a session may make or revoke one. */
@inject()
export default class MeTokensController {
  constructor(protected tokens: PersonalTokens) {}

  async index({ actor }: HttpContext) {
    return { tokens: await this.tokens.list(actor) }
  }

  async store({ request, response, auth, actor, origin }: HttpContext) {
    this.#requireSession(auth)
    const input = await request.validateUsing(tokenValidator)
    response.status(201)
    return { token: await this.tokens.create(actor, origin, input) }
  }

  async destroy({ params, response, auth, actor, origin }: HttpContext) {
    this.#requireSession(auth)
    await this.tokens.revoke(actor, origin, Number(params.id))
    response.noContent()
  }

  #requireSession(auth: HttpContext['auth']): void {
    if (auth.use('peyvand').credential?.kind !== 'session') throw new E_SESSION_REQUIRED()
  }
}
