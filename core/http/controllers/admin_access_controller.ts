import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { PRIVILEGES } from '#core/metadata/types'
import { AccessExplainer } from '#core/security/access_explainer'
import { requirePermission } from '#core/security/guards'

const validator = vine.create({
  user: vine.number().withoutDecimals().min(1),
  entity: vine.string().maxLength(64),
  id: vine.number().withoutDecimals().min(1).optional(),
  field: vine.string().maxLength(64).optional(),
  privilege: vine.enum(PRIVILEGES).optional(),
})

@inject()
export default class AdminAccessController {
  constructor(protected explainer: AccessExplainer) {}

  /** `GET /api/admin/access/explain?user=&entity=&id=&field=&privilege=` */
  async explain({ actor, request }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    const { user: userId, ...rest } = await validator.validate(request.qs())
    return this.explainer.explain(actor, { ...rest, userId, privilege: rest.privilege ?? 'read' })
  }
}
