import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Infer } from '@vinejs/vine/types'
import type { Filter } from '#core/records/types'
import { Webhooks, type WebhookInput } from '#core/webhooks/webhooks'
import { WEBHOOK_EVENTS } from '#core/webhooks/types'

const text = () => vine.string().trim().minLength(1).maxLength(200)
const definition = () => ({
  label: vine.object({ en: text(), fa: text().optional(), az: text().optional() }),
  entity: vine.string().maxLength(64),
  events: vine.array(vine.enum(WEBHOOK_EVENTS)).minLength(1).distinct(),
  filter: vine.object({}).allowUnknownProperties().nullable().optional(),
  fields: vine.array(vine.string().maxLength(200)).maxLength(100).distinct(),
  url: vine.string().trim().maxLength(2_000),
  pauseAfter: vine.number().withoutDecimals().min(1).max(1_000),
  keepDays: vine.number().withoutDecimals().min(1).max(365),
  runAs: vine.number().withoutDecimals().positive().nullable(),
})
const createValidator = vine.create({ name: vine.string().maxLength(64), ...definition() })
const updateValidator = vine.create({
  version: vine.number().withoutDecimals().min(1),
  ...definition(),
})
const turnValidator = vine.create({ on: vine.boolean() })
const rotateValidator = vine.create({ keepHours: vine.number().withoutDecimals().min(0).max(168) })

/** The filter is checked by the query language itself. */
function inputOf({
  label,
  filter,
  ...given
}: Omit<Infer<typeof updateValidator>, 'version'>): WebhookInput {
  const { en, fa, az } = label
  return {
    ...given,
    label: { en, ...(fa === undefined ? {} : { fa }), ...(az === undefined ? {} : { az }) },
    ...(filter ? { filter: filter as unknown as Filter } : {}),
  }
}

/** What is told to other systems when records change. */
@inject()
export default class WebhooksController {
  constructor(protected webhooks: Webhooks) {}

  async index({ actor }: HttpContext) {
    return { webhooks: await this.webhooks.list(actor) }
  }

  async show({ actor, params }: HttpContext) {
    return { webhook: await this.webhooks.get(actor, String(params.name)) }
  }

  async store({ actor, origin, request, response }: HttpContext) {
    const { name, ...given } = await request.validateUsing(createValidator)
    response.status(201)
    return this.webhooks.create(actor, origin, name, inputOf(given))
  }

  async update({ actor, origin, params, request }: HttpContext) {
    const { version, ...given } = await request.validateUsing(updateValidator)
    const name = String(params.name)
    return { webhook: await this.webhooks.update(actor, origin, name, version, inputOf(given)) }
  }

  async destroy({ actor, origin, params, response }: HttpContext) {
    await this.webhooks.remove(actor, origin, String(params.name))
    response.noContent()
  }

  async turn({ actor, origin, params, request }: HttpContext) {
    const { on } = await request.validateUsing(turnValidator)
    return { webhook: await this.webhooks.turn(actor, origin, String(params.name), on) }
  }

  async rotate({ actor, origin, params, request }: HttpContext) {
    const { keepHours } = await request.validateUsing(rotateValidator)
    return this.webhooks.rotate(actor, origin, String(params.name), keepHours)
  }
}
