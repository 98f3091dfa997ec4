import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { REPLAY_LIMIT, Replays } from '#core/workflow/replay/replays'
import type { ReplayOptions } from '#core/workflow/kernel/replay_types'

/** Ten years in seconds: what is assumed to take longer is no answer. */
const LONGEST = 315_360_000
const instant = () =>
  vine
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/)
    .nullable()
    .optional()
const orderValidator = vine.create({
  from: instant(),
  until: instant(),
  limit: vine.number().withoutDecimals().min(1).max(REPLAY_LIMIT).optional(),
  assumed: vine
    .record(
      vine.object({
        result: vine.record(vine.any()).optional(),
        seconds: vine.number().min(0).max(LONGEST),
      })
    )
    .optional(),
})

/** Runs that have ended, played again by a drawing that is not published yet. */
@inject()
export default class WorkflowReplaysController {
  constructor(protected replays: Replays) {}

  async order({ actor, params, request, response }: HttpContext) {
    const given = await request.validateUsing(orderValidator)
    const { from = null, until = null, limit = 200, assumed = {} } = given
    const answers = Object.entries(assumed).map(([node, { result = {}, seconds }]) => [
      node,
      { result, seconds },
    ])
    const options = { from, until, limit, assumed: Object.fromEntries(answers) } as ReplayOptions
    response.status(202)
    return this.replays.order(actor, String(params.key), options)
  }

  async show({ actor, params }: HttpContext) {
    return this.replays.get(actor, String(params.key), Number(params.id))
  }
}
