import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { detailText } from '#core/http/error_answer'
import { texts } from '#core/i18n/texts'
import { ChangePlans } from '#core/metadata/change_plans'
import type { ChangeOperation } from '#core/metadata/layers/operations'
import { DEFINITION_KINDS } from '#core/metadata/layers/types'
import type { ChangePlan } from '#core/metadata/plan_types'

const name = () => vine.string().minLength(1).maxLength(64)
const operations = () =>
  vine
    .array(
      vine.object({
        op: vine.enum(['set', 'reset'] as const),
        kind: vine.enum(DEFINITION_KINDS),
        name: name(),
        path: vine.array(vine.string().maxLength(64)).maxLength(8),
        value: vine.any().nullable().optional(),
      })
    )
    .minLength(1)
    .maxLength(2_000)
const planValidator = vine.create({ operations: operations() })
const applyValidator = vine.create({ operations: operations(), revision: vine.number().min(0) })
const purgeValidator = vine.create({
  entity: name(),
  field: name(),
  confirmation: vine.string().maxLength(64),
})

/** What the designers ask: both layers, the plan of a change set, applying it, and where something is used. */
@inject()
export default class ChangePlansController {
  constructor(protected plans: ChangePlans) {}

  async state({ actor }: HttpContext) {
    return this.plans.state(actor)
  }

  async records({ actor }: HttpContext) {
    return { records: await this.plans.records(actor) }
  }

  async plan({ request, actor }: HttpContext): Promise<ChangePlan> {
    const input = await request.validateUsing(planValidator)
    const found = await this.plans.plan(actor, input.operations as ChangeOperation[])
    const { language } = actor
    const issues = found.issues.map((issue) => ({
      ...issue,
      message: detailText(texts, language, issue),
    }))
    const steps = found.steps.map(({ obstacle, ...step }) => ({
      ...step,
      blocked: obstacle && {
        code: obstacle.code,
        params: obstacle.params,
        message: texts.text(language, `errors.${obstacle.code}`, obstacle.params),
      },
    }))
    return { ...found, issues, steps }
  }

  async apply({ request, actor, origin }: HttpContext) {
    const input = await request.validateUsing(applyValidator)
    const changes = input.operations as ChangeOperation[]
    return this.plans.apply(actor, origin, changes, input.revision)
  }

  async used({ params, actor }: HttpContext) {
    const entity = String(params.entity)
    const field: unknown = params.field
    return this.plans.used(actor, typeof field === 'string' ? { entity, field } : { entity })
  }

  async usedChoices({ params, actor }: HttpContext) {
    const choiceList = String(params.list)
    const option: unknown = params.option
    return this.plans.used(
      actor,
      typeof option === 'string' ? { choiceList, option } : { choiceList }
    )
  }

  async purge({ request, actor, origin }: HttpContext) {
    const { entity, field, confirmation } = await request.validateUsing(purgeValidator)
    return this.plans.purge(actor, origin, entity, field, confirmation)
  }
}
