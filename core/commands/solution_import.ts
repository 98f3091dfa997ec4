import { readFile, writeFile } from 'node:fs/promises'
import { args, flags } from '@adonisjs/core/ace'
import vine from '@vinejs/vine'
import { Database } from '#core/database/database'
import { CodedCommand } from '#core/errors/coded_command'
import { text } from '#core/i18n/texts'
import { actingUser } from '#core/import_export/acting_user'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { readPackage } from '#core/solutions/archive'
import { CHOICES, type Choice } from '#core/solutions/kernel/merge3'
import type { Choices, ImpactView } from '#core/solutions/solution_import'
import { Solutions } from '#core/solutions/solutions'

const choicesValidator = vine.create(vine.record(vine.enum(CHOICES)))

/** Takes a solution in. With `--dry-run` it only says what would happen. Ends with 2 when conflicts or faults stand in the way. */
export default class SolutionImport extends CodedCommand {
  static override commandName = 'solution:import'
  static override description = 'Import a solution'
  static override options = { startApp: true }

  @args.string({ description: 'The .zip file or the folder' })
  declare package: string

  @flags.boolean({ description: 'Show what would happen, change nothing' })
  declare dry_run?: boolean

  @flags.string({ description: 'JSON file { "<conflict>": "ours" | "theirs" }' })
  declare choices?: string

  @flags.string({ description: 'What all other conflicts are resolved to: ours or theirs' })
  declare prefer?: string

  @flags.string({ description: 'Writes the conflicts to a file for --choices' })
  declare write_conflicts?: string

  @flags.string({
    description: 'Login of the user as whom it is done; the system itself when absent',
  })
  declare as?: string

  override async run() {
    const { container } = this.app
    const solutions = await container.make(Solutions)
    const actors = await container.make(Actors)
    const actor = await actingUser(await container.make(Database), actors, this.as)
    const run = await solutions.check(actor, await readPackage(this.package))
    const given = await this.#choices()
    const first = await solutions.impact(actor, run.id, given)
    const choices = { ...this.#preferred(first), ...given }
    const impact = await solutions.impact(actor, run.id, choices)
    this.#show(impact)
    if (this.write_conflicts) {
      const open = impact.conflicts.map(({ id }) => [id, choices[id] ?? 'ours'])
      await writeFile(
        this.write_conflicts,
        `${JSON.stringify(Object.fromEntries(open), null, 2)}\n`
      )
    }
    if (!impact.ready) {
      this.exitCode = 2
      this.logger.error('Nothing was imported')
      return
    }
    if (this.dry_run) return
    const { version, result } = await solutions.runImport(actor, COMMAND_ORIGIN, run.id, choices)
    const { changes } = result as { changes: number }
    this.logger.success(`${run.solution} ${version}: ${changes} changes`)
  }

  async #choices(): Promise<Choices> {
    if (!this.choices) return {}
    const given: unknown = JSON.parse(await readFile(this.choices, 'utf8'))
    return choicesValidator.validate(given)
  }

  #preferred({ conflicts }: ImpactView): Choices {
    const choice: Choice | undefined = CHOICES.find((one) => one === this.prefer)
    return choice ? Object.fromEntries(conflicts.map(({ id }) => [id, choice])) : {}
  }

  #show(impact: ImpactView): void {
    const { solution, knownVersion, plan, issues, lost, records } = impact
    this.logger.log(`${solution.name} ${solution.version} (here: ${knownVersion ?? 'none'})`)
    for (const { change, unit, path } of impact.changes) {
      this.logger.log(`${change} ${[unit, ...path].join(' ')}`)
    }
    for (const { description } of plan.steps) this.logger.log(`table: ${description}`)
    for (const { entity, created, changed, removed } of records) {
      this.logger.log(
        `records of ${entity}: ${created} new, ${changed} changed, ${removed} removed`
      )
    }
    for (const { unit, path } of impact.warnings) {
      this.logger.warning(`the base differs: ${[unit, ...path].join(' ')}`)
    }
    for (const { unit, path } of impact.dormant) {
      this.logger.warning(`without effect: ${[unit, ...path].join(' ')}`)
    }
    for (const { entity, field, option, rows } of lost) {
      const what = [entity, field, option].filter((part) => part !== undefined).join('.')
      this.logger.warning(`goes out of use: ${what} in ${rows} records`)
    }
    const open = new Set(impact.unresolved)
    for (const { id, ours, theirs } of impact.conflicts) {
      const line = `conflict ${id}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`
      if (open.has(id)) this.logger.error(line)
      else this.logger.log(`${line} (chosen)`)
    }
    for (const issue of issues) {
      const place = 'kind' in issue ? [issue.kind, issue.name, issue.path] : [issue.path]
      const why = text('en', `errors.${issue.code}`, issue.params)
      this.logger.error(`${place.filter(Boolean).join('.')}: ${why} [${issue.code}]`)
    }
  }
}
