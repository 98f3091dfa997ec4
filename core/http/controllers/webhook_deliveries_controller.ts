import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Deliveries } from '#core/webhooks/deliveries'
import { DELIVERY_STATES, WEBHOOK_EVENTS } from '#core/webhooks/types'

const listValidator = vine.create({
  state: vine.enum(DELIVERY_STATES).optional(),
  event: vine.enum([...WEBHOOK_EVENTS, 'test'] as const).optional(),
  before: vine.number().withoutDecimals().min(1).optional(),
  limit: vine.number().withoutDecimals().min(1).max(200).optional(),
})

/** The log of what webhooks have sent. */
@inject()
export default class WebhookDeliveriesController {
  constructor(protected deliveries: Deliveries) {}

  async index({ actor, params, request }: HttpContext) {
    const { limit = 50, state, event, before } = await request.validateUsing(listValidator)
    const deliveries = await this.deliveries.list(actor, String(params.name), {
      limit,
      ...(state ? { state } : {}),
      ...(event ? { event } : {}),
      ...(before ? { before } : {}),
    })
    return { deliveries }
  }

  async test({ actor, origin, params }: HttpContext) {
    return { delivery: await this.deliveries.sendTest(actor, origin, String(params.name)) }
  }

  async sendAgain({ actor, origin, params }: HttpContext) {
    return { delivery: await this.deliveries.sendAgain(actor, origin, Number(params.id)) }
  }
}
