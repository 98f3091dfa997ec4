import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { requirePermission } from '#core/security/guards'
import { Previews } from '#core/security/previews'
import { sendPreviewCookie } from '#core/security/preview_cookie'

const validator = vine.create({
  roles: vine.array(vine.string().maxLength(64)).minLength(1).maxLength(50).optional(),
  userId: vine.number().withoutDecimals().min(1).optional(),
})

/** Seeing the application as a set of roles does, or as the roles of a user do. */
@inject()
export default class PreviewController {
  constructor(protected previews: Previews) {}

  async store({ actor, origin, auth, request, response }: HttpContext) {
    requirePermission(actor, 'core.admin.preview')
    const subject = await request.validateUsing(validator)
    const byToken = auth.use('peyvand').credential?.kind !== 'session'
    const roles = await this.previews.start(actor, origin, subject, byToken)
    sendPreviewCookie(response, roles)
    response.status(201)
    return { roles }
  }

  async destroy({ actor, origin, response }: HttpContext) {
    await this.previews.end(actor, origin)
    sendPreviewCookie(response, [])
    response.noContent()
  }
}
