import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Coachings } from '../coaching/coachings.js'

const validator = vine.create(
  vine.object({
    agent: vine.number().withoutDecimals().positive().max(2_147_483_647),
    form: vine.string().maxLength(64),
    criterion: vine.string().maxLength(64),
    goal: vine.string().trim().minLength(1).maxLength(4_000),
    dueOn: vine
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
      .nullable()
      .optional(),
    target: vine.number().min(0).max(100).nullable().optional(),
  })
)

@inject()
export default class CoachingsController {
  constructor(protected coachings: Coachings) {}

  async store({ actor, origin, request, response }: HttpContext) {
    const { dueOn = null, target = null, ...input } = await request.validateUsing(validator)
    const made = await this.coachings.begin(actor, origin, { ...input, dueOn, target })
    return response.created(made)
  }

  async progress({ actor, params }: HttpContext) {
    return this.coachings.progress(actor, Number(params.id))
  }
}
