import { BaseCommand } from '@adonisjs/core/ace'
import { Metadata } from '#core/metadata/metadata'
import { describe, destroys } from '#core/metadata/schema_sync/plan'

/** Shows what `schema:apply` would do. */
export default class SchemaPlan extends BaseCommand {
  static override commandName = 'schema:plan'
  static override description = 'Show the steps between the tables and the definitions'
  static override options = { startApp: true }

  override async run() {
    const metadata = await this.app.container.make(Metadata)
    const { steps } = await metadata.plan()
    if (steps.length === 0) this.logger.info('The tables are as the definitions want them')
    for (const step of steps) {
      if (destroys(step)) this.logger.warning(`${describe(step)} – refused: values would be lost`)
      else this.logger.log(describe(step))
    }
  }
}
