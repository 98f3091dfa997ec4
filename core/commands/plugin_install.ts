import { args, BaseCommand } from '@adonisjs/core/ace'
import { Plugins } from '#core/plugin_host/plugins'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'

/** Install a plugin again that was uninstalled. */
export default class PluginInstall extends BaseCommand {
  static override commandName = 'plugin:install'
  static override description = 'Install a plugin again that was uninstalled'
  static override options = { startApp: true }

  @args.string({ description: 'Name of the plugin' })
  declare plugin: string

  override async run() {
    const plugins = await this.app.container.make(Plugins)
    const actors = await this.app.container.make(Actors)
    await plugins.install(actors.system(), COMMAND_ORIGIN, this.plugin)
    this.logger.success(`The plugin "${this.plugin}" is installed`)
  }
}
