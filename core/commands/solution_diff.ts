import { args } from '@adonisjs/core/ace'
import { CodedCommand } from '#core/errors/coded_command'
import { Actors } from '#core/security/actors'
import { readPackage } from '#core/solutions/archive'
import { Solutions } from '#core/solutions/solutions'

/** Compares two packages, or a package with this installation. Ends with 1 when they differ, as `diff` does. */
export default class SolutionDiff extends CodedCommand {
  static override commandName = 'solution:diff'
  static override description = 'Compare solutions'
  static override options = { startApp: true }

  @args.string({ description: 'The .zip file or the folder' })
  declare first: string

  @args.string({ description: 'Another one; this installation when absent', required: false })
  declare second?: string

  override async run() {
    const solutions = await this.app.container.make(Solutions)
    const actors = await this.app.container.make(Actors)
    const first = await readPackage(this.first)
    const second = this.second === undefined ? undefined : await readPackage(this.second)
    const { changes, same } = await solutions.diff(actors.system(), first, second)
    for (const { change, unit, path, from, to } of changes) {
      const values = change === 'changed' ? `: ${JSON.stringify(from)} → ${JSON.stringify(to)}` : ''
      this.logger.log(`${change} ${[unit, ...path].join(' ')}${values}`)
    }
    if (same) this.logger.info('They are the same')
    else this.exitCode = 1
  }
}
