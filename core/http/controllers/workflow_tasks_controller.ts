import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Values } from '#core/workflow/kernel/types'
import { Absences } from '#core/workflow/tasks/absences'
import { SCOPES } from '#core/workflow/tasks/task_rows'
import { Tasks } from '#core/workflow/tasks/tasks'

const whole = () => vine.number().withoutDecimals()
const listValidator = vine.create({
  scope: vine.enum(SCOPES).optional(),
  limit: whole().min(1).max(200).optional(),
  offset: whole().min(0).max(100_000).optional(),
})
const assignValidator = vine.create({ to: whole().min(1) })
const completeValidator = vine.create({
  values: vine.record(vine.any()).optional(),
  version: whole().min(1).optional(),
})
const raiseValidator = vine.create({
  type: vine.enum(['error', 'escalation'] as const),
  code: vine.string().minLength(1).maxLength(120),
  message: vine.string().maxLength(1_000).nullable().optional(),
})
const absenceValidator = vine.create({
  absence: vine
    .object({
      from: vine.string().maxLength(40),
      until: vine.string().maxLength(40),
      delegate: whole().min(1),
    })
    .nullable(),
})

/** The inbox. */
@inject()
export default class WorkflowTasksController {
  constructor(
    protected tasks: Tasks,
    protected absences: Absences
  ) {}

  async index({ actor, request }: HttpContext) {
    const { scope = 'mine', limit = 50, offset = 0 } = await request.validateUsing(listValidator)
    return { tasks: await this.tasks.inbox(actor, scope, { limit, offset }) }
  }

  async count({ actor }: HttpContext) {
    return this.tasks.counts(actor)
  }

  async show({ actor, params }: HttpContext) {
    return this.tasks.get(actor, Number(params.id))
  }

  async claim({ actor, params }: HttpContext) {
    await this.tasks.claim(actor, Number(params.id))
    return this.tasks.get(actor, Number(params.id))
  }

  async unclaim({ actor, params, response }: HttpContext) {
    await this.tasks.unclaim(actor, Number(params.id))
    response.status(204)
  }

  async assign({ actor, origin, params, request, response }: HttpContext) {
    const { to } = await request.validateUsing(assignValidator)
    await this.tasks.assign(actor, origin, Number(params.id), to)
    response.status(204)
  }

  async complete({ actor, origin, params, request, response }: HttpContext) {
    const { values = {}, version } = await request.validateUsing(completeValidator)
    await this.tasks.complete(actor, origin, Number(params.id), {
      values: values as Values,
      ...(version === undefined ? {} : { version }),
    })
    response.status(204)
  }

  async raise({ actor, params, request, response }: HttpContext) {
    const { message = null, ...what } = await request.validateUsing(raiseValidator)
    await this.tasks.raise(actor, Number(params.id), { ...what, message })
    response.status(204)
  }

  async absence({ actor }: HttpContext) {
    return { absence: await this.absences.of(actor) }
  }

  async sayAbsence({ actor, request }: HttpContext) {
    const { absence } = await request.validateUsing(absenceValidator)
    await this.absences.say(actor, absence)
    return { absence: await this.absences.of(actor) }
  }
}
