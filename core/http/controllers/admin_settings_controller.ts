import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import type { Json } from '#core/metadata/types'
import { coreLabel } from '#core/plugin_host/core_settings'
import { Plugins } from '#core/plugin_host/plugins'
import { Settings } from '#core/plugin_host/settings'
import { requirePermission } from '#core/security/guards'

const valuesValidator = vine.create({
  values: vine.object({}).allowUnknownProperties(),
})

/** The settings of the plugins. Secrets go in and never come out. */
@inject()
export default class AdminSettingsController {
  constructor(
    protected plugins: Plugins,
    protected settings: Settings
  ) {}

  async index({ actor }: HttpContext) {
    requirePermission(actor, 'core.admin.settings')
    const withSettings = this.plugins.enabled().filter(({ settings }) => settings !== undefined)
    const plugins = withSettings.map(({ name, label }) => ({ name, label }))
    return { plugins: [{ name: 'core', label: coreLabel }, ...plugins] }
  }

  async show({ params, actor }: HttpContext) {
    return { settings: this.settings.describe(actor, String(params.plugin)) }
  }

  async update({ params, request, actor, origin }: HttpContext) {
    requirePermission(actor, 'core.admin.settings')
    const { values } = await request.validateUsing(valuesValidator)
    const plugin = String(params.plugin)
    await this.settings.setMany(actor, origin, plugin, values as Record<string, Json>)
    return { settings: this.settings.describe(actor, plugin) }
  }
}
