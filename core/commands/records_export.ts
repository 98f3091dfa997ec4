import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import { Exports } from '#core/import_export/exports'
import type { Filter, RecordQuery } from '#core/records/types'
import { Metadata } from '#core/metadata/metadata'
import { actingUser } from '#core/import_export/acting_user'
import { Database } from '#core/database/database'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'

/** Writes a list as CSV, to a file or the standard output. */
export default class RecordsExport extends BaseCommand {
  static override commandName = 'records:export'
  static override description = 'Export records as CSV'
  static override options = { startApp: true }

  @args.string({ description: 'Entity of the records' })
  declare entity: string

  @flags.string({ description: 'File to write; the standard output when absent' })
  declare out?: string

  @flags.string({ description: 'Name of a view: its columns, filter and sort' })
  declare view?: string

  @flags.array({ description: 'Paths of the columns; may be given several times' })
  declare select?: string[]

  @flags.string({ description: 'Filter as JSON, in the form of the API' })
  declare filter?: string

  @flags.boolean({ description: 'Values as the API has them instead of labels' })
  declare raw?: boolean

  @flags.string({
    description: 'Login of the user as whom it is done; the system itself when absent',
  })
  declare as?: string

  override async run() {
    const { container } = this.app
    const actors = await container.make(Actors)
    const actor = await actingUser(await container.make(Database), actors, this.as)
    const exports = await container.make(Exports)
    const values = this.raw ? 'raw' : 'labels'
    const lines = await exports.csv(actor, COMMAND_ORIGIN, await this.#query(), { values })
    const source = Readable.from(lines, { objectMode: false })
    if (this.out) await pipeline(source, createWriteStream(this.out))
    else await pipeline(source, process.stdout, { end: false })
  }

  async #query(): Promise<RecordQuery> {
    const metadata = await this.app.container.make(Metadata)
    const view = this.view ? metadata.current().view.get(this.view) : undefined
    const select = this.select ?? view?.columns.map(({ path }) => path)
    const filter = this.filter ? (JSON.parse(this.filter) as Filter) : view?.filter
    return {
      entity: this.entity,
      ...(select ? { select } : {}),
      ...(filter ? { filter } : {}),
      ...(view?.sort ? { sort: view.sort } : {}),
    }
  }
}
