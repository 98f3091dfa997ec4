import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { DuplicateGroupsService } from '#core/duplicates/duplicate_groups'
import { Duplicates } from '#core/duplicates/duplicates'
import { text } from '#core/i18n/texts'
import { Metadata } from '#core/metadata/metadata'
import type { Json } from '#core/metadata/types'
import { requirePermission } from '#core/security/guards'

const id = () => vine.number().positive().withoutDecimals()
const question = vine.create({
  entity: vine.string().maxLength(64),
  values: vine.record(vine.any()),
  exclude: id().optional(),
})
const decision = vine.create({
  ids: vine.array(id()).minLength(2).maxLength(20).distinct(),
  different: vine.boolean(),
})

/** Records that may be the same. */
@inject()
export default class DuplicatesController {
  constructor(
    protected duplicates: Duplicates,
    protected groups: DuplicateGroupsService,
    protected metadata: Metadata
  ) {}

  /** `POST /api/duplicates/check { entity, values, exclude? }` → `{ duplicates: Duplicate[] }` */
  async check({ request, actor }: HttpContext) {
    const { entity, values, exclude } = await request.validateUsing(question)
    const given = values as Record<string, Json>
    return { duplicates: await this.duplicates.find(actor, entity, given, exclude) }
  }

  async subjects({ actor }: HttpContext) {
    return { subjects: await this.groups.subjects(actor) }
  }

  async index({ actor, params }: HttpContext) {
    return this.groups.groups(actor, String(params.entity))
  }

  async scan({ actor, params }: HttpContext) {
    const entity = String(params.entity)
    const labels = this.metadata.current().entity.get(entity)?.labelPlural
    const what = labels?.[actor.language] ?? labels?.en ?? entity
    const title = text(actor.language, 'duplicates.search_of', { what })
    return { job: await this.groups.scan(actor, entity, title) }
  }

  async decide({ actor, params, request }: HttpContext) {
    const { ids, different } = await request.validateUsing(decision)
    await this.groups.dismiss(actor, String(params.entity), ids, different)
    return { different }
  }

  /** All rules, for those who write them. */
  async rules({ actor }: HttpContext) {
    requirePermission(actor, 'core.customise')
    const rules = [...this.metadata.current().duplicate_rule.values()]
    return { rules: rules.filter(({ removed }) => !removed) }
  }
}
