import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Json } from '#core/metadata/types'
import { Duplicates } from '../duplicates/duplicates.js'

const question = vine.create(
  vine.object({
    entity: vine.string().maxLength(64),
    values: vine.record(vine.any()),
    exclude: vine.number().positive().withoutDecimals().optional(),
  })
)

@inject()
export default class DuplicatesController {
  constructor(protected duplicates: Duplicates) {}

  /** `POST /api/crm/duplicates { entity, values, exclude? }` → `{ duplicates: Duplicate[] }` */
  async find({ request, actor }: HttpContext) {
    const { entity, values, exclude } = await request.validateUsing(question)
    const given = values as Record<string, Json>
    return { duplicates: await this.duplicates.find(actor, entity, given, exclude) }
  }
}
