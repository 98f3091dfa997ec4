import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import { Plugins } from '#core/plugin_host/plugins'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'

/** Deletes for good what an uninstalled plugin has stored. */
export default class PluginPurge extends BaseCommand {
  static override commandName = 'plugin:purge'
  static override description = 'Delete everything that an uninstalled plugin has stored'
  static override options = { startApp: true }

  @args.string({ description: 'Name of the plugin' })
  declare plugin: string

  @flags.boolean({ description: 'Do not ask' })
  declare yes?: boolean

  override async run() {
    const question = `Delete all data of "${this.plugin}"? It cannot be undone.`
    if (!this.yes && !(await this.prompt.confirm(question))) return
    const plugins = await this.app.container.make(Plugins)
    const actors = await this.app.container.make(Actors)
    const tables = await plugins.purge(actors.system(), COMMAND_ORIGIN, this.plugin)
    this.logger.success(`Deleted: ${tables.length === 0 ? 'no table' : tables.join(', ')}`)
  }
}
