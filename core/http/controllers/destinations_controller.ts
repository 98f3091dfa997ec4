import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Destinations } from '#core/http_out/destinations'

const addValidator = vine.create({
  origin: vine.string().trim().maxLength(300),
  private: vine.boolean(),
  note: vine.string().trim().maxLength(400).optional(),
})

/** The hosts to which anything may be sent. */
@inject()
export default class DestinationsController {
  constructor(protected destinations: Destinations) {}

  async index({ actor }: HttpContext) {
    return { destinations: await this.destinations.list(actor) }
  }

  async store({ actor, origin, request, response }: HttpContext) {
    const { note = '', ...given } = await request.validateUsing(addValidator)
    await this.destinations.add(actor, origin, { ...given, note })
    response.status(201)
    return { destinations: await this.destinations.list(actor) }
  }

  async destroy({ actor, origin, params, response }: HttpContext) {
    await this.destinations.remove(actor, origin, Number(params.id))
    response.noContent()
  }
}
