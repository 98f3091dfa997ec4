import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { requirePermission } from '#core/security/guards'
import { Rules } from '../rules/rules.js'
import { DueRules } from '../runs/due_rules.js'
import { RunRecords } from '../runs/run_records.js'
import { SamplingRuns } from '../runs/sampling_runs.js'

const dryRunValidator = vine.create(
  vine.object({ seed: vine.string().minLength(1).maxLength(64).optional() })
)

@inject()
export default class RulesController {
  constructor(
    protected rules: Rules,
    protected runs: SamplingRuns,
    protected due: DueRules,
    protected records: RunRecords
  ) {}

  async check({ actor, params }: HttpContext) {
    requirePermission(actor, 'qa_sampling.run')
    const rule = await this.rules.get(actor, Number(params.id))
    return this.rules.check(rule, actor)
  }

  async dryRun({ actor, params, request }: HttpContext) {
    const { seed } = await request.validateUsing(dryRunValidator)
    return this.runs.dryRun(actor, Number(params.id), seed)
  }

  async run({ actor, params, response }: HttpContext) {
    response.status(202)
    return this.due.runNow(actor, Number(params.id))
  }

  async certificate({ actor, params }: HttpContext) {
    return this.records.certificate(actor, Number(params.id))
  }
}
