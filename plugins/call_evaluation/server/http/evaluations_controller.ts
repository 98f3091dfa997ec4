import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_NOT_FOUND } from '#core/errors/errors'
import { Assignments } from '../evaluations/assignments.js'
import { EvaluationSteps } from '../evaluations/evaluation_steps.js'
import { STEPS, type StepName } from '../kernel/life_cycle.js'
import { SeverityReport } from '../reports/severity_report.js'

const id = () => vine.number().withoutDecimals().positive().max(2_147_483_647)
const instant = () => vine.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?Z$/)

const assignValidator = vine.create(
  vine.object({
    call: id(),
    evaluator: id(),
    form: vine.string().maxLength(64),
    dueAt: instant().nullable().optional(),
  })
)
const stepValidator = vine.create(
  vine.object({ version: id(), reason: vine.string().maxLength(4_000).nullable().optional() })
)
const severityValidator = vine.create(vine.object({ from: instant(), to: instant() }))

@inject()
export default class EvaluationsController {
  constructor(
    protected assignments: Assignments,
    protected evaluationSteps: EvaluationSteps,
    protected report: SeverityReport
  ) {}

  async store({ actor, origin, request, response }: HttpContext) {
    const { dueAt, ...input } = await request.validateUsing(assignValidator)
    const due = dueAt ? new Date(dueAt) : null
    const made = await this.assignments.assign(actor, origin, { ...input, dueAt: due })
    return response.created(made)
  }

  async steps({ actor, params }: HttpContext) {
    return this.evaluationSteps.open(actor, Number(params.id))
  }

  async take({ actor, origin, params, request }: HttpContext) {
    const step = String(params.step)
    if (!isStep(step)) throw new E_NOT_FOUND({ what: 'step' })
    const { version, reason = null } = await request.validateUsing(stepValidator)
    const asked = { version, reason }
    return this.evaluationSteps.take(actor, origin, Number(params.id), step, asked)
  }

  async severity({ actor, request }: HttpContext) {
    const { from, to } = await severityValidator.validate(request.qs())
    return this.report.of(actor, new Date(from), new Date(to))
  }
}

function isStep(name: string): name is StepName {
  return Object.hasOwn(STEPS, name)
}
