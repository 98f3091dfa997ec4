import { BaseCommand } from '@adonisjs/core/ace'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import { Installation } from '#core/providers/installation'

/** Brings the database of this installation to what the code describes: core tables, plugins, entity tables. */
export default class SystemPrepare extends BaseCommand {
  static override commandName = 'system:prepare'
  static override description =
    'Create or upgrade the database: core tables, plugins, entity tables'
  static override options = { startApp: true }

  override async run() {
    const database = await this.app.container.make('lucid.db')
    const runner = new MigrationRunner(database, this.app, { direction: 'up' })
    await runner.run()
    if (runner.error) throw runner.error
    const installation = await this.app.container.make(Installation)
    await installation.bringUpToDate()
    this.logger.success('The database is up to date')
  }
}
