import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_NOT_FOUND } from '#core/errors/errors'
import { objectBody, valuesOf, versionOf } from '#core/records/request_input'
import { Assignments } from '../evaluations/assignments.js'
import { EvaluationDrafts } from '../evaluations/evaluation_drafts.js'
import { EvaluationSteps } from '../evaluations/evaluation_steps.js'
import { STEPS, type StepName } from '../kernel/life_cycle.js'
import { SeverityReport } from '../reports/severity_report.js'

const id = () => vine.number().withoutDecimals().positive().max(2_147_483_647)
const instant = () => vine.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?Z$/)

const assignValidator = vine.create(
  vine.object({
    call: id(),
    evaluator: id(),
    form: vine.string().maxLength(64).nullable().optional(),
    dueAt: instant().nullable().optional(),
  })
)
const stepValidator = vine.create(
  vine.object({ version: id(), reason: vine.string().maxLength(4_000).nullable().optional() })
)
const publishValidator = vine.create(
  vine.object({ ids: vine.array(id()).minLength(1).maxLength(200).distinct() })
)
const severityValidator = vine.create(vine.object({ from: instant(), to: instant() }))

@inject()
export default class EvaluationsController {
  constructor(
    protected assignments: Assignments,
    protected evaluationSteps: EvaluationSteps,
    protected drafts: EvaluationDrafts,
    protected report: SeverityReport
  ) {}

  async store({ actor, origin, request, response }: HttpContext) {
    const { dueAt, form = null, ...input } = await request.validateUsing(assignValidator)
    const due = dueAt ? new Date(dueAt) : null
    const made = await this.assignments.assign(actor, origin, { ...input, form, dueAt: due })
    return response.created(made)
  }

  async show({ actor, params }: HttpContext) {
    return this.drafts.page(actor, Number(params.id))
  }

  async save({ actor, origin, params, request }: HttpContext) {
    const body: unknown = request.body()
    const input = { version: versionOf(objectBody(body).version), values: valuesOf(body) }
    return this.drafts.save(actor, origin, Number(params.id), input)
  }

  async steps({ actor, params }: HttpContext) {
    const { state, steps } = await this.evaluationSteps.open(actor, Number(params.id))
    return { state, steps }
  }

  async take({ actor, origin, params, request }: HttpContext) {
    const step = String(params.step)
    if (!isStep(step)) throw new E_NOT_FOUND({ what: 'step' })
    const { version, reason = null } = await request.validateUsing(stepValidator)
    const asked = { version, reason }
    return this.evaluationSteps.take(actor, origin, Number(params.id), step, asked)
  }

  async publish({ actor, origin, request }: HttpContext) {
    const { ids } = await request.validateUsing(publishValidator)
    return this.evaluationSteps.publishAll(actor, origin, ids)
  }

  async severity({ actor, request }: HttpContext) {
    const { from, to } = await severityValidator.validate(request.qs())
    return this.report.of(actor, new Date(from), new Date(to))
  }
}

function isStep(name: string): name is StepName {
  return Object.hasOwn(STEPS, name)
}
