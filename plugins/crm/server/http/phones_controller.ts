import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { PhoneLookup } from '../phones/phone_lookup.js'

const question = vine.create(vine.object({ number: vine.string().maxLength(100) }))

@inject()
export default class PhonesController {
  constructor(protected phones: PhoneLookup) {}

  /** `GET /api/crm/phones?number=0912…` → `{ number, matches: [{ number, entity, recordId, field, label }] }` */
  async find({ request, actor }: HttpContext) {
    const { number } = await request.validateUsing(question, { data: request.qs() })
    return this.phones.find(actor, number)
  }
}
