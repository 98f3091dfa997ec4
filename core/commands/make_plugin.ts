import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { args, BaseCommand } from '@adonisjs/core/ace'
import { makePlugin } from '#core/plugin_host/make_plugin'

/** Starts a new plugin in `plugins/`. */
export default class MakePlugin extends BaseCommand {
  static override commandName = 'make:plugin'
  static override description = 'Make a new plugin that works'

  @args.string({ description: 'Name of the plugin: small letters, digits, underscores' })
  declare name: string

  override async run() {
    const { version } = JSON.parse(readFileSync(this.app.makePath('package.json'), 'utf8')) as {
      version: string
    }
    const files = makePlugin({
      name: this.name,
      core: version,
      stubs: this.app.makePath('stubs/plugin'),
      folder: this.app.makePath('plugins'),
    })
    for (const file of files)
      this.logger.action(`create ${relative(this.app.makePath(), file)}`).succeeded()
    this.logger.info('Bring it in with: node ace system:prepare')
  }
}
