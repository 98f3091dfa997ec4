import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { negotiateLanguage } from '#core/i18n/negotiation'
import { E_SETUP_LINK } from '#core/security/errors'
import { FirstAdministrator } from '#core/security/first_administrator'
import { Passwords } from '#core/security/passwords'
import { SetupLinks } from '#core/security/setup_links'

const setupValidator = vine.create({
  token: vine.string().maxLength(100),
  name: vine.string().trim().minLength(1).maxLength(120).optional(),
  login: vine.string().trim().minLength(2).maxLength(100).optional(),
  password: vine.string().maxLength(1_000),
})
const personValidator = vine.create({
  name: vine.string(),
  login: vine.string(),
})

/** One-time links: the first administrator, and choosing a password. */
@inject()
export default class SetupController {
  constructor(
    protected links: SetupLinks,
    protected firstAdministrator: FirstAdministrator,
    protected passwords: Passwords
  ) {}

  async show({ params }: HttpContext) {
    const link = await this.links.find(String(params.token))
    return link ? { valid: true, purpose: link.purpose } : { valid: false }
  }

  async store({ request, response, origin }: HttpContext) {
    const { token, password, ...person } = await request.validateUsing(setupValidator)
    const link = await this.links.find(token)
    if (!link) throw new E_SETUP_LINK()
    const { id, purpose, userId } = link
    if (purpose === 'password' && userId !== null) {
      await this.passwords.chooseByLink(origin, { id, purpose, userId }, password)
    } else {
      const { name, login } = await personValidator.validate(person)
      const language = negotiateLanguage(request.header('accept-language'))
      await this.firstAdministrator.create(origin, link, { name, login, password, language })
    }
    response.noContent()
  }
}
