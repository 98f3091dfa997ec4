import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Calibrations } from '../calibrations/calibrations.js'

const id = () => vine.number().withoutDecimals().positive().max(2_147_483_647)
const validator = vine.create(
  vine.object({
    name: vine.string().minLength(1).maxLength(200),
    form: vine.string().maxLength(64),
    calls: vine.array(id()).minLength(1).maxLength(50),
    evaluators: vine.array(id()).minLength(2).maxLength(20),
    expert: id().nullable().optional(),
  })
)

@inject()
export default class CalibrationsController {
  constructor(protected calibrations: Calibrations) {}

  async store({ actor, origin, request, response }: HttpContext) {
    const { expert = null, ...input } = await request.validateUsing(validator)
    return response.created(await this.calibrations.begin(actor, origin, { ...input, expert }))
  }

  async index({ actor }: HttpContext) {
    return { calibrations: await this.calibrations.list(actor) }
  }

  async progress({ actor, params }: HttpContext) {
    return this.calibrations.progress(actor, Number(params.id))
  }

  async close({ actor, origin, params, response }: HttpContext) {
    await this.calibrations.close(actor, origin, Number(params.id))
    return response.noContent()
  }

  async show({ actor, params }: HttpContext) {
    return this.calibrations.result(actor, Number(params.id))
  }
}
