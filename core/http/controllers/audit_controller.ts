import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { AuditTrail } from '#core/security/audit_trail'
import { requirePermission } from '#core/security/guards'

const instant = () => vine.string().regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{3})?Z)?$/)
const filterValidator = vine.create({
  from: instant().optional(),
  to: instant().optional(),
  actor: vine.number().withoutDecimals().optional(),
  action: vine.string().maxLength(80).optional(),
  entity: vine.string().maxLength(80).optional(),
  record: vine.number().withoutDecimals().optional(),
  before: vine.number().withoutDecimals().optional(),
  limit: vine.number().withoutDecimals().min(1).max(500).optional(),
})

@inject()
export default class AuditController {
  constructor(protected trail: AuditTrail) {}

  async index({ request, actor }: HttpContext) {
    requirePermission(actor, 'core.admin.audit')
    return this.trail.list(await filterValidator.validate(request.qs()))
  }

  async actions({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.audit')
    return { actions: await this.trail.actions() }
  }
}
