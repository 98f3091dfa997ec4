import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { SiteAdmin } from '../sites/site_admin.js'

const connection = () =>
  vine.object({
    host: vine.string().trim().minLength(1).maxLength(255).optional(),
    port: vine.number().withoutDecimals().range([1, 65_535]).optional(),
    user: vine.string().maxLength(120).optional(),
    database: vine.string().minLength(1).maxLength(120).optional(),
    tls: vine.boolean().optional(),
    tables: vine
      .object({
        cdr: vine.string().maxLength(130).nullable(),
        cel: vine.string().maxLength(130).nullable(),
        queue_log: vine.string().maxLength(130).nullable(),
      })
      .optional(),
  })
const range = () =>
  vine.object({
    min: vine.number().withoutDecimals().min(0),
    max: vine.number().withoutDecimals().min(0),
  })
const texts = () => vine.array(vine.string().maxLength(200)).maxLength(200)
const rules = () =>
  vine.object({
    clockSkewSeconds: vine.number().withoutDecimals().range([-86_400, 86_400]).optional(),
    trunks: texts().optional(),
    trunkTechnologies: texts().optional(),
    internalNumberLength: range().optional(),
    internalNumberPatterns: texts().optional(),
    ivrContexts: texts().optional(),
    refusalDestination: vine.string().maxLength(200).optional(),
    prefixRules: vine
      .array(
        vine.object({
          direction: vine.enum(['inbound', 'outbound'] as const),
          pattern: vine.string().minLength(1).maxLength(200),
          replace: vine.string().maxLength(200),
        })
      )
      .maxLength(100)
      .optional(),
    ignoreShorterThan: vine.number().withoutDecimals().range([1, 20]).nullable().optional(),
    surveyInfo: vine.string().maxLength(60).optional(),
    surveyUserfield: vine.string().maxLength(200).optional(),
    surveyRange: range().optional(),
    ivrInfo: vine.string().maxLength(60).optional(),
  })
const fields = {
  name: vine.string().trim().minLength(1).maxLength(120).optional(),
  provider: vine.enum(['asterisk', 'recorded'] as const).optional(),
  timeZone: vine.string().maxLength(64).optional(),
  active: vine.boolean().optional(),
  connection: connection().nullable().optional(),
  password: vine.string().maxLength(500).optional(),
  recordings: vine
    .object({
      kind: vine.string().maxLength(40).optional(),
      folder: vine.string().maxLength(1_000).optional(),
      url: vine.string().maxLength(1_000).optional(),
      user: vine.string().maxLength(120).optional(),
    })
    .optional(),
  recordingsPassword: vine.string().maxLength(500).optional(),
  rules: rules().optional(),
  unitId: vine.number().withoutDecimals().positive().nullable().optional(),
}
const createValidator = vine.create(
  vine.object({ ...fields, name: vine.string().trim().minLength(1).maxLength(120) })
)
const changeValidator = vine.create(vine.object(fields))
const testValidator = vine.create(
  vine.object({ connection: connection().optional(), password: fields.password })
)
const syncValidator = vine.create(vine.object({ full: vine.boolean().optional() }))
const purgeValidator = vine.create(
  vine.object({
    months: vine.number().withoutDecimals().positive().optional(),
    dryRun: vine.boolean().optional(),
  })
)

/** Administration of sites; every action asks for `telephony.sites`, purging for `telephony.purge`. */
@inject()
export default class SitesController {
  constructor(protected sites: SiteAdmin) {}

  async index({ actor }: HttpContext) {
    return { sites: await this.sites.list(actor) }
  }

  async show({ actor, params }: HttpContext) {
    return { site: await this.sites.find(actor, Number(params.id)) }
  }

  async store({ actor, origin, request, response }: HttpContext) {
    const input = await request.validateUsing(createValidator)
    response.status(201)
    return { site: await this.sites.create(actor, origin, input) }
  }

  async update({ actor, origin, params, request }: HttpContext) {
    const input = await request.validateUsing(changeValidator)
    return { site: await this.sites.update(actor, origin, Number(params.id), input) }
  }

  async destroy({ actor, origin, params, response }: HttpContext) {
    await this.sites.remove(actor, origin, Number(params.id))
    return response.status(204).send(null)
  }

  async test({ actor, params, request }: HttpContext) {
    const input = await request.validateUsing(testValidator)
    return this.sites.test(actor, Number(params.id), input)
  }

  async sync({ actor, params, request, response }: HttpContext) {
    const { full } = await request.validateUsing(syncValidator)
    response.status(202)
    return { job: { id: await this.sites.sync(actor, Number(params.id), full ?? false) } }
  }

  async history({ actor, params }: HttpContext) {
    return { runs: await this.sites.history(actor, Number(params.id)) }
  }

  /** A dry run unless `dryRun: false` is said. */
  async purge({ actor, origin, params, request, response }: HttpContext) {
    const { months, dryRun } = await request.validateUsing(purgeValidator)
    const id = Number(params.id)
    response.status(202)
    return { job: { id: await this.sites.purge(actor, origin, id, months, dryRun ?? true) } }
  }
}
