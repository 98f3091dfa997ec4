import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import { Passwords } from '#core/security/passwords'
import { SignIn } from '#core/security/sign_in'
import { UserAdmin } from '#core/security/user_admin'
import { Users } from '#core/security/users'

const ids = () => vine.array(vine.number().withoutDecimals().min(1)).maxLength(1_000)
const roleNames = () => vine.array(vine.string().maxLength(100)).maxLength(100)
const createValidator = vine.create({
  values: vine.object({}).allowUnknownProperties(),
  roles: roleNames(),
  teams: ids().optional(),
  password: vine.string().maxLength(1_000).optional(),
})
const updateValidator = vine.create({
  version: vine.number().withoutDecimals().optional(),
  values: vine.object({}).allowUnknownProperties().optional(),
  roles: roleNames().optional(),
  teams: ids().optional(),
})

/** Users with their roles, teams and passwords. Their fields go through the record engine like those of any record. */
@inject()
export default class AdminUsersController {
  constructor(
    protected admin: UserAdmin,
    protected users: Users,
    protected passwords: Passwords,
    protected signIn: SignIn,
    protected records: Records
  ) {}

  async index({ request, actor }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    const search: unknown = request.qs().q
    return { users: await this.admin.list(typeof search === 'string' ? search : undefined) }
  }

  async show({ params, actor }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    return { user: await this.#get(Number(params.id)) }
  }

  async store({ request, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    const { values, roles, teams = [], password } = await request.validateUsing(createValidator)
    const input = { values: values as Record<string, Json>, roles, teams }
    const { id } = await this.users.create(actor, origin, {
      ...input,
      ...(password === undefined ? {} : { password }),
    })
    response.status(201)
    return { user: await this.#get(id) }
  }

  async update({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    const id = Number(params.id)
    const { version, values, roles, teams } = await request.validateUsing(updateValidator)
    await this.passwords.checkMayActOn(actor, id)
    if (values && Object.keys(values).length > 0) {
      const options = version === undefined ? {} : { version }
      await this.records.update(actor, origin, 'user', id, values as Record<string, Json>, options)
    }
    if (roles) await this.users.setRoles(actor, origin, id, roles)
    if (teams) await this.users.setTeams(actor, origin, id, teams)
    return { user: await this.#get(id) }
  }

  async destroy({ params, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    await this.passwords.checkMayActOn(actor, Number(params.id))
    await this.records.remove(actor, origin, 'user', Number(params.id))
    response.noContent()
  }

  /** A one-time link by which the user chooses a password; whoever asked hands it over. */
  async passwordLink({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    const token = await this.passwords.resetLink(actor, origin, Number(params.id))
    return { link: `${request.protocol()}://${request.host() ?? ''}/setup?token=${token}` }
  }

  async unlock({ params, response, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    await this.passwords.unlock(actor, origin, Number(params.id))
    response.noContent()
  }

  /** Signs the user out everywhere. */
  async signOut({ params, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.users')
    await this.passwords.checkMayActOn(actor, Number(params.id))
    return { ended: await this.signIn.endSessionsOf(actor, origin, Number(params.id)) }
  }

  async #get(id: number) {
    const user = await this.admin.find(id)
    if (!user) throw new E_NOT_FOUND({ what: 'user' })
    return user
  }
}
