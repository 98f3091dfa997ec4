import { writeFile } from 'node:fs/promises'
import { args, flags } from '@adonisjs/core/ace'
import { Database } from '#core/database/database'
import { CodedCommand } from '#core/errors/coded_command'
import { actingUser } from '#core/import_export/acting_user'
import type { Filter } from '#core/records/types'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { writeFolder, writeZip } from '#core/solutions/archive'
import { E_SOLUTION_INVALID } from '#core/solutions/errors'
import type { RecordSelection, SolutionSelection } from '#core/solutions/kernel/selection'
import type { ExportWish } from '#core/solutions/solution_export'
import { Solutions } from '#core/solutions/solutions'

/** Writes the client's customisation as a package: a `.zip`, or else a folder of small files for version control. */
export default class SolutionExport extends CodedCommand {
  static override commandName = 'solution:export'
  static override description = 'Export the customisation as a solution'
  static override options = { startApp: true }

  @args.string({ description: 'Permanent name of the solution' })
  declare solution: string

  @args.string({ description: 'File ending in .zip, or a folder' })
  declare out: string

  @flags.string({ description: 'English label of a new solution' })
  declare label?: string

  @flags.string({ description: 'Version; by default what the changes call for' })
  declare as_version?: string

  @flags.array({ description: 'Definition as kind/name; by default everything that was changed' })
  declare definition?: string[]

  @flags.array({ description: 'Plugin whose settings go along' })
  declare settings?: string[]

  @flags.array({ description: 'Reference records: entity, or entity:{"path":…} with a filter' })
  declare records?: string[]

  @flags.array({ description: 'What a plugin contributes, as part/name' })
  declare part?: string[]

  @flags.boolean({ description: 'Take nothing away that the last version held' })
  declare keep?: boolean

  @flags.string({
    description: 'Login of the user as whom it is done; the system itself when absent',
  })
  declare as?: string

  override async run() {
    const { container } = this.app
    const solutions = await container.make(Solutions)
    const actors = await container.make(Actors)
    const actor = await actingUser(await container.make(Database), actors, this.as)
    const selection = this.#selection()
    const wish: ExportWish = {
      name: this.solution,
      ...(this.label === undefined ? {} : { label: { en: this.label } }),
      ...(this.as_version === undefined ? {} : { version: this.as_version }),
      ...(selection ? { selection } : {}),
    }
    const proposal = await solutions.proposeExport(actor, wish)
    const keep = this.keep ? proposal.removals.map(({ id }) => id) : []
    const { solution, files, hash } = await solutions.export(actor, COMMAND_ORIGIN, {
      ...wish,
      keep,
    })
    if (this.out.endsWith('.zip')) await writeFile(this.out, writeZip(files))
    else await writeFolder(this.out, files)
    for (const { unit, path, change } of proposal.changes) {
      this.logger.log(`${change} ${[unit, ...path].join(' ')}`)
    }
    for (const { unit, path } of this.keep ? [] : proposal.removals) {
      this.logger.log(`takes away ${[unit, ...path].join(' ')}`)
    }
    this.logger.success(
      `${solution.head.name} ${solution.head.version}: ${files.size} files, ${hash.slice(0, 12)}`
    )
  }

  /** Null when nothing is named: then what the last export held, or everything. */
  #selection(): SolutionSelection | null {
    const named = [this.definition, this.settings, this.records, this.part]
    if (named.every((list) => list === undefined)) return null
    return {
      definitions: this.definition ? this.definition.map((name) => `definitions/${name}`) : 'all',
      settings: this.settings ?? [],
      records: (this.records ?? []).map(recordSelection),
      parts: (this.part ?? []).map((name) => `parts/${name}`),
    }
  }
}

function recordSelection(text: string): RecordSelection {
  const at = text.indexOf(':')
  if (at < 0) return { entity: text }
  try {
    return { entity: text.slice(0, at), filter: JSON.parse(text.slice(at + 1)) as Filter }
  } catch (error) {
    if (error instanceof SyntaxError) throw new E_SOLUTION_INVALID({ reason: 'filter' })
    throw error
  }
}
