import { Readable } from 'node:stream'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { contentDisposition } from '#core/files/file_name'
import { Files } from '#core/files/files'
import { receiveUpload } from '#core/files/upload'
import { errorReport, undoReport } from '#core/import_export/error_report'
import { importView, previewView } from '#core/import_export/import_view'
import { Imports, MAX_IMPORT_BYTES } from '#core/import_export/imports'
import type { ImportMapping, ImportOptions, ImportRecord } from '#core/import_export/types'
import { configureValidator, uploadValidator } from '#core/import_export/validators'
import { text } from '#core/i18n/texts'
import { Jobs } from '#core/jobs/jobs'

/** Imports from the upload to the undo. */
@inject()
export default class ImportsController {
  constructor(
    protected imports: Imports,
    protected files: Files,
    protected jobs: Jobs
  ) {}

  async index({ actor }: HttpContext) {
    const records = await this.imports.list(actor)
    return { imports: records.map((record) => importView(record, actor.language, null)) }
  }

  /** The fields of the form may follow the file: so it is stored first and looked at afterwards. */
  async store(ctx: HttpContext) {
    const { actor, request, response } = ctx
    const stored = await receiveUpload(ctx, MAX_IMPORT_BYTES, (stream, { name, mime }) =>
      this.files.put(stream, { name, mime, maxBytes: MAX_IMPORT_BYTES, actor })
    )
    const { entity, ...chosen } = await this.#orRemove(stored.id, () =>
      request.validateUsing(uploadValidator)
    )
    const { record, ...found } = await this.imports.take(actor, entity, stored, chosen)
    response.status(201)
    return { import: { ...importView(record, actor.language, null), ...found } }
  }

  async show({ actor, params }: HttpContext) {
    return this.#answer(await this.imports.find(actor, Number(params.id)), actor)
  }

  async update({ actor, params, request }: HttpContext) {
    const { mapping, options } = await request.validateUsing(configureValidator)
    const record = await this.imports.configure(
      actor,
      Number(params.id),
      mapping as ImportMapping,
      options as ImportOptions
    )
    return this.#answer(record, actor)
  }

  async preview({ actor, origin, params }: HttpContext) {
    const rows = await this.imports.preview(actor, origin, Number(params.id))
    return previewView(rows, actor.language)
  }

  async start({ actor, params }: HttpContext) {
    const { fileName: file } = await this.imports.find(actor, Number(params.id))
    const title = text(actor.language, 'imports.job_title', { file })
    return this.#answer(await this.imports.start(actor, Number(params.id), title), actor)
  }

  async undo({ actor, params }: HttpContext) {
    const { fileName: file } = await this.imports.find(actor, Number(params.id))
    const title = text(actor.language, 'imports.undo_title', { file })
    return this.#answer(await this.imports.undo(actor, Number(params.id), title), actor)
  }

  async errors({ actor, params, response }: HttpContext) {
    const record = await this.imports.find(actor, Number(params.id))
    const name = `${record.fileName.replace(/\.\w+$/, '')} - errors.csv`
    return this.#csv(response, name, errorReport(this.imports.rows, record, actor.language))
  }

  async undoErrors({ actor, params, response }: HttpContext) {
    const record = await this.imports.find(actor, Number(params.id))
    const name = `${record.fileName.replace(/\.\w+$/, '')} - undo.csv`
    return this.#csv(response, name, undoReport(this.imports.rows, record, actor.language))
  }

  #csv(response: HttpContext['response'], name: string, lines: AsyncGenerator<string>) {
    response.header('Content-Type', 'text/csv; charset=utf-8')
    response.header('Content-Disposition', contentDisposition('attachment', name))
    return response.stream(Readable.from(lines, { objectMode: false }))
  }

  async #answer(record: ImportRecord, actor: HttpContext['actor']) {
    const job = record.jobId === null ? null : await this.jobs.view(record.jobId)
    const refused = await this.imports.rows.countErrors(record.id, 'undo')
    return { import: { ...importView(record, actor.language, job), undoRefused: refused }, job }
  }

  async #orRemove<T>(fileId: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      await this.files.remove(fileId)
      throw error
    }
  }
}
