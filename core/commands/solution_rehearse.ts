import { args, flags } from '@adonisjs/core/ace'
import { CodedCommand } from '#core/errors/coded_command'
import { text } from '#core/i18n/texts'
import { Actors } from '#core/security/actors'
import { readPackage } from '#core/solutions/archive'
import { Solutions } from '#core/solutions/solutions'

/** Tries a solution on the plugins of this code, without touching the installation. Ends with 1 when something would break. */
export default class SolutionRehearse extends CodedCommand {
  static override commandName = 'solution:rehearse'
  static override description = 'Try a solution on the plugins of this release'
  static override options = { startApp: true }

  @args.string({ description: 'The .zip file or the folder' })
  declare package: string

  @flags.string({ description: 'SQLite file of the client; a copy of it is used' })
  declare database?: string

  override async run() {
    const solutions = await this.app.container.make(Solutions)
    const actors = await this.app.container.make(Actors)
    const files = await readPackage(this.package)
    const report = await solutions.rehearse(actors.system(), files, this.database)
    for (const { description } of report.plan.steps) this.logger.log(`table: ${description}`)
    for (const { code, path, params } of [...report.requires, ...report.refused]) {
      this.logger.error(`${path} ${text('en', `errors.${code}`, params)} [${code}]`.trim())
    }
    for (const { kind, name, path, code, params } of report.issues) {
      const place = [kind, name, path].filter(Boolean).join('.')
      this.logger.error(`${place}: ${text('en', `errors.${code}`, params)} [${code}]`)
    }
    for (const { unit, path, reason } of report.dormant) {
      this.logger.error(`without effect: ${[unit, ...path].join(' ')} (${reason})`)
    }
    const named = `${report.solution} ${report.version}`
    if (report.breaks) this.exitCode = 1
    else this.logger.success(`${named} works with this release`)
  }
}
