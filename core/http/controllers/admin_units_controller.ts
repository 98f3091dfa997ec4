import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import { TeamMembers } from '#core/security/team_members'

const writeValidator = vine.create({
  version: vine.number().withoutDecimals().optional(),
  values: vine.object({}).allowUnknownProperties(),
})

/** Units: a tree of records. */
@inject()
export default class AdminUnitsController {
  constructor(
    protected records: Records,
    protected organisation: TeamMembers
  ) {}

  async index({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    return { units: await this.organisation.units() }
  }

  async store({ request, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    const { values } = await request.validateUsing(writeValidator)
    const input = values as Record<string, Json>
    response.status(201)
    return { record: await this.records.create(actor, origin, 'unit', input) }
  }

  async update({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    const { version, values } = await request.validateUsing(writeValidator)
    const input = values as Record<string, Json>
    const options = version === undefined ? {} : { version }
    const id = Number(params.id)
    return { record: await this.records.update(actor, origin, 'unit', id, input, options) }
  }

  async destroy({ params, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    await this.records.remove(actor, origin, 'unit', Number(params.id))
    response.noContent()
  }
}
