import { args, flags } from '@adonisjs/core/ace'
import { Database } from '#core/database/database'
import { CodedCommand } from '#core/errors/coded_command'
import { actingUser } from '#core/import_export/acting_user'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { Solutions } from '#core/solutions/solutions'

/** Takes the last import of a solution back. */
export default class SolutionRollback extends CodedCommand {
  static override commandName = 'solution:rollback'
  static override description = 'Take the last import of a solution back'
  static override options = { startApp: true }

  @args.string({ description: 'Name of the solution' })
  declare solution: string

  @flags.boolean({ description: 'Show what would happen, change nothing' })
  declare dry_run?: boolean

  @flags.string({
    description: 'Login of the user as whom it is done; the system itself when absent',
  })
  declare as?: string

  override async run() {
    const { container } = this.app
    const solutions = await container.make(Solutions)
    const actors = await container.make(Actors)
    const actor = await actingUser(await container.make(Database), actors, this.as)
    const { id } = await solutions.lastImport(this.solution)
    const preview = await solutions.previewRollback(actor, id)
    for (const { change, unit, path } of preview.changes) {
      this.logger.log(`${change} ${[unit, ...path].join(' ')}`)
    }
    for (const { unit, path } of preview.alsoLost) {
      this.logger.warning(`changed since the import, goes as well: ${[unit, ...path].join(' ')}`)
    }
    for (const { entity, field, rows } of preview.entered) {
      const what = field === undefined ? entity : `${entity}.${field}`
      this.logger.warning(`cannot be brought back into use: ${what} in ${rows} records`)
    }
    if (this.dry_run) return
    await solutions.rollback(actor, COMMAND_ORIGIN, id)
    this.logger.success(`${this.solution} is back at ${preview.toVersion ?? 'no version'}`)
  }
}
