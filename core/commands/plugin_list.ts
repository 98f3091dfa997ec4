import { BaseCommand } from '@adonisjs/core/ace'
import { Plugins } from '#core/plugin_host/plugins'

/** The plugins of this installation. */
export default class PluginList extends BaseCommand {
  static override commandName = 'plugin:list'
  static override description = 'List the plugins with their versions and states'
  static override options = { startApp: true }

  override async run() {
    const plugins = await this.app.container.make(Plugins)
    const table = this.ui.table().head(['Plugin', 'Version', 'State', 'Requires', 'Required by'])
    for (const { name, version, state, requires, requiredBy } of plugins.list()) {
      table.row([name, version, state, Object.keys(requires).join(', '), requiredBy.join(', ')])
    }
    table.render()
  }
}
