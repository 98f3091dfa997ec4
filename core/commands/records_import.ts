import { createReadStream, createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import { errorReport } from '#core/import_export/error_report'
import { E_IMPORT_MAPPING } from '#core/import_export/errors'
import { Imports, type UploadedImport } from '#core/import_export/imports'
import {
  DELIMITERS,
  ENCODINGS,
  type ImportMapping,
  type ImportOptions,
  type ImportRecord,
} from '#core/import_export/types'
import { configureValidator } from '#core/import_export/validators'
import { actingUser } from '#core/import_export/acting_user'
import { Database } from '#core/database/database'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import type { Actor } from '#core/security/types'

interface Plan {
  mapping: ImportMapping
  options: ImportOptions
}

/** The same engine as in the browser. Killed, it goes on with `--resume`. */
export default class RecordsImport extends BaseCommand {
  static override commandName = 'records:import'
  static override description = 'Import records from a CSV or XLSX file'
  static override options = { startApp: true }

  @args.string({ description: 'The CSV or XLSX file', required: false })
  declare file?: string

  @flags.string({ description: 'Entity of the records' })
  declare entity?: string

  @flags.array({ description: 'field=Column; may be given several times' })
  declare map?: string[]

  @flags.string({ description: 'JSON file { "mapping": …, "options": … } as the API takes it' })
  declare mapping?: string

  @flags.string({ description: 'create (default), update or upsert' })
  declare mode?: string

  @flags.string({ description: 'Field by which existing records are recognised' })
  declare key?: string

  @flags.string({ description: `Encoding when it cannot be told: ${ENCODINGS.join(', ')}` })
  declare encoding?: string

  @flags.string({ description: 'Name of the sheet of a workbook that has several' })
  declare sheet?: string

  @flags.string({ description: 'Delimiter when it is told wrongly' })
  declare delimiter?: string

  @flags.string({
    description: 'Login of the user as whom it is done; the system itself when absent',
  })
  declare as?: string

  @flags.number({ description: 'Number of an import that was interrupted' })
  declare resume?: number

  @flags.string({ description: 'File for the rows that failed' })
  declare errors?: string

  override async run() {
    const imports = await this.app.container.make(Imports)
    const actors = await this.app.container.make(Actors)
    const actor = await actingUser(await this.app.container.make(Database), actors, this.as)
    const record = this.resume
      ? await imports.begin(actor, this.resume)
      : await this.#prepare(imports, actor)
    this.logger.log(`Import ${record.id}: ${record.rowsTotal} rows of ${record.fileName}`)
    const ended = await this.#run(imports, actor, record)
    if (this.errors) {
      const lines = Readable.from(errorReport(imports.rows, ended, actor.language))
      await pipeline(lines, createWriteStream(this.errors))
    }
    const { rows, created, updated, unchanged, failed } = ended.counts
    this.logger.log(
      `${ended.state}: ${rows} rows, ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed`
    )
    if (failed > 0) this.exitCode = 2
  }

  async #prepare(imports: Imports, actor: Actor): Promise<ImportRecord> {
    if (!this.file || !this.entity) throw new E_IMPORT_MAPPING()
    const uploaded = await imports.upload(
      actor,
      this.entity,
      createReadStream(this.file),
      { name: basename(this.file) },
      this.#format()
    )
    const { mapping, options } = await this.#plan(uploaded)
    const { id } = await imports.configure(actor, uploaded.record.id, mapping, options)
    return imports.begin(actor, id)
  }

  #format() {
    const encoding = ENCODINGS.find((name) => name === this.encoding)
    const delimiter = DELIMITERS.find((sign) => sign === this.delimiter?.replace('\\t', '\t'))
    if (this.encoding && !encoding) throw new E_IMPORT_MAPPING()
    return {
      ...(encoding ? { encoding } : {}),
      ...(delimiter ? { delimiter } : {}),
      ...(this.sheet ? { sheet: this.sheet } : {}),
    }
  }

  async #plan({ suggestedMapping }: UploadedImport): Promise<Plan> {
    const given: unknown = this.mapping ? JSON.parse(await readFile(this.mapping, 'utf8')) : {}
    const plan = given as Partial<Plan>
    const mapped = (this.map ?? []).map((pair) => {
      const at = pair.indexOf('=')
      return { field: pair.slice(0, at), sources: [{ columns: [pair.slice(at + 1)] }] }
    })
    const fields = [...(plan.mapping?.fields ?? []), ...mapped]
    const options = {
      mode: 'create',
      ...plan.options,
      ...(this.mode ? { mode: this.mode } : {}),
      ...(this.key ? { key: this.key } : {}),
    }
    const mapping = fields.length > 0 ? { fields } : suggestedMapping
    return (await configureValidator.validate({ mapping, options })) as Plan
  }

  async #run(imports: Imports, actor: Actor, record: ImportRecord): Promise<ImportRecord> {
    const stop = new AbortController()
    this.app.terminating(() => stop.abort())
    const began = Date.now()
    let shown = 0
    return imports.run(record.id, {
      actor,
      origin: COMMAND_ORIGIN,
      signal: stop.signal,
      progress: async (done, total) => {
        if (Date.now() - shown < 1_000 && done < total) return
        shown = Date.now()
        const pace = Math.round(((done - record.counts.rows) * 1_000) / (shown - began + 1))
        const percent = total === 0 ? 100 : Math.floor((done * 100) / total)
        this.logger.log(`${done} of ${total} (${percent} %), ${pace} rows/s`)
      },
    })
  }
}
