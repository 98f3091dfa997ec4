import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { Merges } from '#core/merge/merges'
import { idOf, listOf } from '#core/records/request_input'

const known = () =>
  vine.object({
    id: vine.number().withoutDecimals().min(1),
    version: vine.number().withoutDecimals().min(1),
  })
const validator = vine.create({
  keep: known(),
  merge: vine.array(known()).minLength(1).maxLength(9),
  values: vine.record(vine.number().withoutDecimals().min(1)),
})

/** Making one record of several, and undoing it. */
@inject()
export default class MergesController {
  constructor(protected merges: Merges) {}

  /** `GET /api/merge/:entity?ids=1,2` */
  async propose({ actor, params, request }: HttpContext) {
    const ids = (listOf(request.qs().ids) ?? []).map(idOf)
    return this.merges.propose(actor, String(params.entity), ids)
  }

  async store({ actor, origin, params, request }: HttpContext) {
    const input = await request.validateUsing(validator)
    return this.merges.merge(actor, origin, String(params.entity), input)
  }

  async into({ actor, params }: HttpContext) {
    return { id: await this.merges.mergedInto(actor, String(params.entity), idOf(params.id)) }
  }

  async index({ actor, params }: HttpContext) {
    return { merges: await this.merges.of(actor, String(params.entity), idOf(params.id)) }
  }

  async undo({ actor, origin, params }: HttpContext) {
    return this.merges.undo(actor, origin, String(params.batch))
  }
}
