import { BaseCommand } from '@adonisjs/core/ace'
import { Metadata } from '#core/metadata/metadata'
import { describe } from '#core/metadata/schema_sync/plan'

/** Brings the tables to the definitions. May be repeated after a crash. */
export default class SchemaApply extends BaseCommand {
  static override commandName = 'schema:apply'
  static override description = 'Bring the tables to the definitions'
  static override options = { startApp: true }

  override async run() {
    const metadata = await this.app.container.make(Metadata)
    const plan = await metadata.plan()
    await metadata.apply(plan, (step) => this.logger.log(describe(step)))
    this.logger.success(`${plan.steps.length} steps were taken`)
  }
}
