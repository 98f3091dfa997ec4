import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { CallConversion, CONVERT_TARGETS } from '../calls/call_conversion.js'
import { CallPage } from '../calls/call_page.js'

const convertValidator = vine.create(vine.object({ to: vine.enum(CONVERT_TARGETS) }))
const linkValidator = vine.create(
  vine.object({
    entity: vine.string().maxLength(64),
    recordId: vine.number().withoutDecimals().positive().nullable(),
  })
)

@inject()
export default class CallsController {
  constructor(
    protected page: CallPage,
    protected conversion: CallConversion
  ) {}

  async show({ actor, params }: HttpContext) {
    return this.page.details(actor, Number(params.id))
  }

  async recordings({ actor, params }: HttpContext) {
    return { recordings: await this.page.recordings(actor, Number(params.id)) }
  }

  async convert({ actor, origin, params, request, response }: HttpContext) {
    const { to } = await request.validateUsing(convertValidator)
    response.status(201)
    return this.conversion.convert(actor, origin, Number(params.id), to)
  }

  async link({ actor, origin, params, request }: HttpContext) {
    const { entity, recordId } = await request.validateUsing(linkValidator)
    await this.conversion.link(actor, origin, Number(params.id), entity, recordId)
    return { ok: true }
  }
}
