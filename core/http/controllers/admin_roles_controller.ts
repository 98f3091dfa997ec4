import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Json, RoleDefinition } from '#core/metadata/types'
import { requirePermission } from '#core/security/guards'
import { KnownPermissions } from '#core/security/known_permissions'
import { RoleAdmin } from '#core/security/role_admin'

const name = () => vine.string().regex(/^[a-z][a-z0-9_]{0,60}$/)
const createValidator = vine.create({
  name: name(),
  label: vine.object({
    en: vine.string().minLength(1).maxLength(120),
    fa: vine.string().maxLength(120).optional(),
    az: vine.string().maxLength(120).optional(),
  }),
  entities: vine.object({}).allowUnknownProperties(),
  fields: vine.object({}).allowUnknownProperties().optional(),
  permissions: vine.array(vine.string().maxLength(100)).optional(),
})
const path = () => vine.array(vine.string().maxLength(100)).maxLength(4)
const changeValidator = vine.create({
  changes: vine
    .array(vine.object({ path: path().minLength(1), value: vine.any() }))
    .minLength(1)
    .maxLength(1_000),
})
const resetValidator = vine.create({ path: path() })

/** The roles editor. Definitions are checked by the metadata engine, rights by `RoleGuard`. */
@inject()
export default class AdminRolesController {
  constructor(
    protected roles: RoleAdmin,
    protected permissions: KnownPermissions
  ) {}

  async index({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    return { roles: await this.roles.list(), permissions: this.permissions.all() }
  }

  async show({ params, actor }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    return this.roles.get(String(params.name))
  }

  async store({ request, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    const role = await request.validateUsing(createValidator)
    response.status(201)
    return { role: await this.roles.create(actor, origin, role as RoleDefinition) }
  }

  async update({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    const { changes } = await request.validateUsing(changeValidator)
    const list = changes.map(({ path: at, value }) => ({ path: at, value: value as Json }))
    return { role: await this.roles.change(actor, origin, String(params.name), list) }
  }

  async reset({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    const { path: at } = await request.validateUsing(resetValidator)
    return { role: await this.roles.reset(actor, origin, String(params.name), at) }
  }

  async destroy({ params, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.roles')
    await this.roles.remove(actor, origin, String(params.name))
    response.noContent()
  }
}
