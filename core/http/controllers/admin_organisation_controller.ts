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
const membersValidator = vine.create({
  users: vine.array(vine.number().withoutDecimals().min(1)).maxLength(10_000),
})

/** Which of the two an address is about. */
function kindOf({ route }: HttpContext): 'unit' | 'team' {
  return route?.pattern.startsWith('/api/admin/units') ? 'unit' : 'team'
}

/** Units and teams. Both are records; the team members are not. */
@inject()
export default class AdminOrganisationController {
  constructor(
    protected records: Records,
    protected members: TeamMembers
  ) {}

  async units({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    return { units: await this.members.units() }
  }

  async teams({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    return { teams: await this.members.teams() }
  }

  async store(ctx: HttpContext) {
    requirePermission(ctx.actor, 'core.admin.units')
    const { values } = await ctx.request.validateUsing(writeValidator)
    const input = values as Record<string, Json>
    ctx.response.status(201)
    return { record: await this.records.create(ctx.actor, ctx.origin, kindOf(ctx), input) }
  }

  async update(ctx: HttpContext) {
    requirePermission(ctx.actor, 'core.admin.units')
    const { version, values } = await ctx.request.validateUsing(writeValidator)
    const id = Number(ctx.params.id)
    const input = values as Record<string, Json>
    const options = version === undefined ? {} : { version }
    const { actor, origin } = ctx
    return { record: await this.records.update(actor, origin, kindOf(ctx), id, input, options) }
  }

  async destroy(ctx: HttpContext) {
    requirePermission(ctx.actor, 'core.admin.units')
    await this.records.remove(ctx.actor, ctx.origin, kindOf(ctx), Number(ctx.params.id))
    ctx.response.noContent()
  }

  /** Gives a team exactly these members. */
  async setMembers({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.units')
    const { users } = await request.validateUsing(membersValidator)
    await this.members.set(actor, origin, Number(params.id), users)
    return { teams: await this.members.teams() }
  }
}
