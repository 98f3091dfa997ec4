import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_NOT_FOUND } from '#core/errors/errors'
import { text } from '#core/i18n/texts'
import { Jobs } from '#core/jobs/jobs'
import { JOB_STATES, type JobView } from '#core/jobs/types'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'

const listValidator = vine.create({
  state: vine.enum(JOB_STATES).optional(),
  limit: vine.number().withoutDecimals().min(1).max(200).optional(),
  before: vine.number().withoutDecimals().min(1).optional(),
})

/** A job in the reader's language. */
function localized(job: JobView, actor: Actor) {
  const error = job.error && {
    ...job.error,
    message: text(actor.language, `errors.${job.error.code}`, job.error.params),
  }
  return { ...job, error }
}

/** Long work of the reader; that of everybody for administrators. */
@inject()
export default class JobsController {
  constructor(protected jobs: Jobs) {}

  async index(ctx: HttpContext) {
    return this.#list(ctx, ctx.actor.userId)
  }

  async all(ctx: HttpContext) {
    requirePermission(ctx.actor, 'core.admin.jobs')
    return this.#list(ctx, undefined)
  }

  async show({ actor, params }: HttpContext) {
    const job = await this.#own(actor, Number(params.id))
    return { job: localized(await this.jobs.view(job), actor) }
  }

  async cancel({ actor, params }: HttpContext) {
    const job = await this.#own(actor, Number(params.id))
    return { job: localized(await this.jobs.cancel(job), actor) }
  }

  async retry({ actor, params }: HttpContext) {
    requirePermission(actor, 'core.admin.jobs')
    return { job: localized(await this.jobs.retry(Number(params.id)), actor) }
  }

  async #list({ request, actor }: HttpContext, userId: number | undefined) {
    const { state, limit = 50, before } = await request.validateUsing(listValidator)
    const jobs = await this.jobs.list({
      limit,
      ...(userId === undefined ? {} : { userId }),
      ...(state === undefined ? {} : { states: [state] }),
      ...(before === undefined ? {} : { before }),
    })
    return { jobs: jobs.map((job) => localized(job, actor)) }
  }

  async #own(actor: Actor, id: number): Promise<number> {
    const job = await this.jobs.find(id)
    if (job.userId !== actor.userId && !actor.access.can('core.admin.jobs')) {
      throw new E_NOT_FOUND({ what: 'job' })
    }
    return id
  }
}
