import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { detailText } from '#core/http/error_answer'
import { texts } from '#core/i18n/texts'
import type { ErrorDetail } from '#core/errors/coded_error'
import { requirePermission } from '#core/security/guards'
import { Rules } from '../rules/rules.js'
import type { RuleValues } from '../rules/rule_plan.js'
import { RuleTrials } from '../runs/rule_trials.js'
import { draftValidator } from './rule_input.js'

/** What the editor asks while a rule is made: nothing is saved. */
@inject()
export default class DraftsController {
  constructor(
    protected rules: Rules,
    protected trials: RuleTrials
  ) {}

  async preview(context: HttpContext) {
    const { actor } = context
    const { rule } = await this.#draft(context)
    const { faults, warnings, ...found } = await this.trials.preview(actor, rule)
    const worded = (list: readonly ErrorDetail[]) =>
      list.map((one) => ({ ...one, message: detailText(texts, actor.language, one) }))
    return { ...found, faults: worded(faults), warnings: worded(warnings) }
  }

  async dryRun(context: HttpContext) {
    const { rule, seed } = await this.#draft(context)
    return this.trials.dryRun(context.actor, rule, seed)
  }

  async #draft({ actor, request }: HttpContext) {
    requirePermission(actor, 'qa_sampling.run')
    const { rule = null, seed, values } = await request.validateUsing(draftValidator)
    return { rule: await this.rules.draft(actor, rule, values as RuleValues), seed }
  }
}
