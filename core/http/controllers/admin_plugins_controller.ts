import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Plugins } from '#core/plugin_host/plugins'
import { requirePermission } from '#core/security/guards'

/** The plugins of this installation. */
@inject()
export default class AdminPluginsController {
  constructor(protected plugins: Plugins) {}

  async index({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.plugins')
    return { plugins: this.plugins.list() }
  }

  async install({ params, actor, origin }: HttpContext) {
    await this.plugins.install(actor, origin, String(params.name))
    return { plugins: this.plugins.list() }
  }

  async enable({ params, actor, origin }: HttpContext) {
    await this.plugins.enable(actor, origin, String(params.name))
    return { plugins: this.plugins.list() }
  }

  async disable({ params, actor, origin }: HttpContext) {
    await this.plugins.disable(actor, origin, String(params.name))
    return { plugins: this.plugins.list() }
  }

  async uninstall({ params, actor, origin }: HttpContext) {
    await this.plugins.uninstall(actor, origin, String(params.name))
    return { plugins: this.plugins.list() }
  }

  async purge({ params, actor, origin }: HttpContext) {
    return { tables: await this.plugins.purge(actor, origin, String(params.name)) }
  }
}
