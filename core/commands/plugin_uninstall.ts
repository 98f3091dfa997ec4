import { args, BaseCommand } from '@adonisjs/core/ace'
import { Plugins } from '#core/plugin_host/plugins'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'

/** Take a plugin out; its data stays until it is purged. */
export default class PluginUninstall extends BaseCommand {
  static override commandName = 'plugin:uninstall'
  static override description = 'Take a plugin out; its data stays until it is purged'
  static override options = { startApp: true }

  @args.string({ description: 'Name of the plugin' })
  declare plugin: string

  override async run() {
    const plugins = await this.app.container.make(Plugins)
    const actors = await this.app.container.make(Actors)
    await plugins.uninstall(actors.system(), COMMAND_ORIGIN, this.plugin)
    this.logger.success(`The plugin "${this.plugin}" is uninstalled; its data is kept`)
  }
}
