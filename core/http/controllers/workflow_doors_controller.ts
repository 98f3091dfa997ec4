import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Json } from '#core/metadata/types'
import { Secrets } from '#core/workflow/actions/secrets'
import { MessageHooks } from '#core/workflow/triggers/message_hooks'

const secretValidator = vine.create({
  origin: vine.string().maxLength(255),
  value: vine.string().minLength(1).maxLength(4_000),
})
const hookValidator = vine.create({
  name: vine.string().minLength(1).maxLength(120),
  message: vine.string().minLength(1).maxLength(200),
  correlation: vine.string().maxLength(1_000).nullable().optional(),
})

/** By what other programs reach workflows, and with what workflows reach them. */
@inject()
export default class WorkflowDoorsController {
  constructor(
    protected stored: Secrets,
    protected messages: MessageHooks
  ) {}

  async secrets({ actor }: HttpContext) {
    return { secrets: await this.stored.list(actor) }
  }

  async saveSecret({ actor, origin, params, request, response }: HttpContext) {
    const given = await request.validateUsing(secretValidator)
    await this.stored.save(actor, origin, { name: String(params.name), ...given })
    response.status(204)
  }

  async removeSecret({ actor, origin, params, response }: HttpContext) {
    await this.stored.remove(actor, origin, String(params.name))
    response.status(204)
  }

  async hooks({ actor }: HttpContext) {
    return { hooks: await this.messages.list(actor) }
  }

  /** The answer holds the token, this once. */
  async createHook({ actor, origin, request, response }: HttpContext) {
    const { correlation = null, ...given } = await request.validateUsing(hookValidator)
    const { token } = await this.messages.create(actor, origin, { ...given, correlation })
    response.status(201)
    return { token, path: `/api/workflow/messages/${token}` }
  }

  async removeHook({ actor, origin, params, response }: HttpContext) {
    await this.messages.remove(actor, origin, Number(params.id))
    response.status(204)
  }

  async receive({ params, request, response }: HttpContext) {
    const once = request.header('idempotency-key')?.slice(0, 120) ?? null
    response.status(202)
    return this.messages.receive(String(params.token), request.body() as Json, once)
  }
}
