import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { sendXml, textsOf } from '#core/http/controllers/workflow_definitions_controller'
import type { Json } from '#core/metadata/types'
import type { DecisionTest } from '#core/workflow/decisions/decision_rows'
import { DecisionTables } from '#core/workflow/decisions/decisions'
import type { Values } from '#core/workflow/kernel/types'

const label = () =>
  vine.object({
    en: vine.string().minLength(1).maxLength(200),
    fa: vine.string().maxLength(200).optional(),
    az: vine.string().maxLength(200).optional(),
  })
const xml = () => vine.string().maxLength(1_000_000)
const lock = () => vine.number().withoutDecimals().min(1)
const createValidator = vine.create({
  key: vine.string().maxLength(64),
  label: label(),
  xml: xml(),
})
const draftValidator = vine.create({
  xml: xml().optional(),
  label: label().optional(),
  tests: vine
    .array(
      vine.object({
        name: vine.string().maxLength(200),
        decision: vine.string().maxLength(64),
        input: vine.record(vine.any()),
        expected: vine.any().optional(),
      })
    )
    .maxLength(500)
    .optional(),
  lock: lock(),
})
const tryValidator = vine.create({
  decision: vine.string().maxLength(64),
  input: vine.record(vine.any()).optional(),
})
const publishValidator = vine.create({ lock: lock() })

/** Decision tables, for those who draw them. */
@inject()
export default class WorkflowDecisionsController {
  constructor(protected decisions: DecisionTables) {}

  async index({ actor }: HttpContext) {
    return { decisions: await this.decisions.list(actor) }
  }

  async show({ actor, params }: HttpContext) {
    return this.decisions.get(actor, String(params.key))
  }

  async create({ actor, request, response }: HttpContext) {
    const { label: given, ...rest } = await request.validateUsing(createValidator)
    response.status(201)
    return this.decisions.create(actor, { ...rest, label: textsOf(given) })
  }

  async draft({ actor, params, request }: HttpContext) {
    const draft = await request.validateUsing(draftValidator)
    const tests = draft.tests?.map(({ expected, ...test }): DecisionTest => {
      return { ...test, input: test.input as Values, expected: (expected ?? null) as Json }
    })
    return this.decisions.save(actor, String(params.key), {
      lock: draft.lock,
      ...(draft.xml === undefined ? {} : { xml: draft.xml }),
      ...(draft.label === undefined ? {} : { label: textsOf(draft.label) }),
      ...(tests === undefined ? {} : { tests }),
    })
  }

  async check({ actor, params }: HttpContext) {
    return this.decisions.check(actor, String(params.key))
  }

  async try({ actor, params, request }: HttpContext) {
    const { decision, input = {} } = await request.validateUsing(tryValidator)
    return this.decisions.try(actor, String(params.key), decision, input as Values)
  }

  async publish({ actor, origin, params, request }: HttpContext) {
    const { lock: seen } = await request.validateUsing(publishValidator)
    return this.decisions.publish(actor, origin, String(params.key), seen)
  }

  async xml({ actor, params, response }: HttpContext) {
    const [key, version] = [String(params.key), Number(params.version)]
    sendXml(response, `${key}-${version}.dmn`, await this.decisions.xml(actor, key, version))
  }
}
