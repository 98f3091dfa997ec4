import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { requirePermission } from '#core/security/guards'
import { Rules } from '../rules/rules.js'
import { DueRules } from '../runs/due_rules.js'
import { RuleTrials } from '../runs/rule_trials.js'
import { RunRecords } from '../runs/run_records.js'

const dryRunValidator = vine.create(
  vine.object({ seed: vine.string().minLength(1).maxLength(64).optional() })
)

@inject()
export default class RulesController {
  constructor(
    protected rules: Rules,
    protected trials: RuleTrials,
    protected due: DueRules,
    protected records: RunRecords
  ) {}

  async check({ actor, params }: HttpContext) {
    requirePermission(actor, 'qa_sampling.run')
    const rule = await this.rules.get(actor, Number(params.id))
    return this.rules.check(rule, actor)
  }

  async dryRun({ actor, params, request }: HttpContext) {
    requirePermission(actor, 'qa_sampling.run')
    const { seed } = await request.validateUsing(dryRunValidator)
    return this.trials.dryRun(actor, await this.rules.get(actor, Number(params.id)), seed)
  }

  async run({ actor, params, response }: HttpContext) {
    response.status(202)
    return this.due.runNow(actor, Number(params.id))
  }

  /** Runs that wait, go on or failed: those that succeeded are records. */
  async jobs({ actor, params }: HttpContext) {
    return { jobs: await this.due.jobsOf(actor, Number(params.id)) }
  }

  async certificate({ actor, params }: HttpContext) {
    return this.records.certificate(actor, Number(params.id))
  }

  async verify({ actor, params }: HttpContext) {
    requirePermission(actor, 'qa_sampling.run')
    return this.records.verifyFor(actor, Number(params.id))
  }
}
