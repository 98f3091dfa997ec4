import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { idOf } from '#core/records/request_input'
import { Shares } from '#core/sharing/shares'

const validator = vine.create({
  kind: vine.enum(['user', 'team'] as const),
  receiverId: vine.number().withoutDecimals().min(1),
  level: vine.enum(['read', 'update'] as const),
  expiresAt: vine
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/)
    .nullable(),
})

/** With whom a record is shared. */
@inject()
export default class SharesController {
  constructor(protected shares: Shares) {}

  async index({ actor, params }: HttpContext) {
    return this.shares.of(actor, String(params.entity), idOf(params.id))
  }

  async store({ actor, origin, params, request, response }: HttpContext) {
    const input = await request.validateUsing(validator)
    const id = idOf(params.id)
    await this.shares.add(actor, origin, String(params.entity), id, input)
    response.status(201)
    return this.shares.of(actor, String(params.entity), id)
  }

  async destroy({ actor, origin, params, response }: HttpContext) {
    const [id, share] = [idOf(params.id), idOf(params.share)]
    await this.shares.remove(actor, origin, String(params.entity), id, share)
    response.noContent()
  }

  async withMe({ actor }: HttpContext) {
    return { records: await this.shares.withMe(actor) }
  }
}
