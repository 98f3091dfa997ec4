import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { idOf, objectBody } from '#core/records/request_input'
import { SavedViews } from '#core/records/saved_views'

/** Personal and shared lists. */
@inject()
export default class ViewsController {
  constructor(protected views: SavedViews) {}

  async index({ actor, request }: HttpContext) {
    const { entity } = request.qs()
    return { views: await this.views.list(actor, typeof entity === 'string' ? entity : undefined) }
  }

  async store({ actor, origin, request, response }: HttpContext) {
    const view = await this.views.create(actor, origin, objectBody(request.body()))
    response.status(201)
    return { view }
  }

  async update({ actor, origin, params, request }: HttpContext) {
    const body = objectBody(request.body())
    return { view: await this.views.update(actor, origin, idOf(params.id), body) }
  }

  async destroy({ actor, origin, params, response }: HttpContext) {
    await this.views.remove(actor, origin, idOf(params.id))
    response.noContent()
  }
}
