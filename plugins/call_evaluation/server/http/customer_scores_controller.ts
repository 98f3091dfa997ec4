import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_NOT_FOUND } from '#core/errors/errors'
import { CustomerScores } from '../customer_scores/customer_scores.js'

const mark = () => vine.number().min(-1_000_000).max(1_000_000)
const validator = vine.create(
  vine.object({
    call: vine.number().withoutDecimals().positive().max(2_147_483_647).optional(),
    uniqueId: vine.string().maxLength(64).optional(),
    score: mark(),
    scale: vine.object({ min: mark(), max: mark() }),
    source: vine
      .string()
      .maxLength(40)
      .regex(/^[\w.-]+$/),
    key: vine.string().minLength(1).maxLength(120),
    at: vine
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?Z$/)
      .nullable()
      .optional(),
    remark: vine.string().maxLength(4_000).nullable().optional(),
  })
)

@inject()
export default class CustomerScoresController {
  constructor(protected customerScores: CustomerScores) {}

  async store({ actor, origin, request, response }: HttpContext) {
    const { call, uniqueId, at, remark = null, ...input } = await request.validateUsing(validator)
    const by = call !== undefined ? { id: call } : uniqueId !== undefined ? { uniqueId } : null
    if (!by) throw new E_NOT_FOUND({ what: 'call' })
    const made = await this.customerScores.add(actor, origin, {
      ...input,
      call: by,
      at: at ? new Date(at) : null,
      remark,
    })
    return response.status(made.created ? 201 : 200).send(made)
  }
}
