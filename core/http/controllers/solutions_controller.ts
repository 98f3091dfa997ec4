import { buffer } from 'node:stream/consumers'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { contentDisposition } from '#core/files/file_name'
import { receiveUpload } from '#core/files/upload'
import { Jobs } from '#core/jobs/jobs'
import type { LocalizedText } from '#core/metadata/types'
import { LIMITS, readZip, writeZip } from '#core/solutions/archive'
import { CHOICES } from '#core/solutions/kernel/merge3'
import type { SolutionPackage } from '#core/solutions/package_codec'
import type { ExportWish } from '#core/solutions/solution_export'
import type { SolutionRun } from '#core/solutions/solution_store'
import { Solutions } from '#core/solutions/solutions'

const MANY = 5_000
const name = () => vine.string().minLength(1).maxLength(200)
const exportValidator = vine.create({
  name: vine.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  label: vine
    .object({
      en: vine.string().minLength(1).maxLength(200),
      fa: vine.string().maxLength(200).optional(),
      az: vine.string().maxLength(200).optional(),
    })
    .optional(),
  version: vine
    .string()
    .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/)
    .optional(),
  selection: vine
    .object({
      definitions: vine.unionOfTypes([vine.literal('all'), vine.array(name()).maxLength(MANY)]),
      settings: vine.array(name()).maxLength(MANY),
      records: vine
        .array(
          vine.object({
            entity: name(),
            filter: vine.any().optional(),
            keys: vine.array(name()).maxLength(MANY).optional(),
          })
        )
        .maxLength(200),
      parts: vine.array(name()).maxLength(MANY),
    })
    .optional(),
  keep: vine.array(vine.string().maxLength(2_000)).maxLength(MANY).optional(),
})
const choicesValidator = vine.create({
  choices: vine.record(vine.enum(CHOICES)).optional(),
})
const diffValidator = vine.create({
  first: vine.number().positive().withoutDecimals(),
  second: vine.number().positive().withoutDecimals().nullable().optional(),
})

/** Solutions: exported, checked, imported, compared, rolled back, rehearsed. */
@inject()
export default class SolutionsController {
  constructor(
    protected solutions: Solutions,
    protected jobs: Jobs
  ) {}

  async index({ actor }: HttpContext) {
    return this.solutions.overview(actor)
  }

  async choices({ actor }: HttpContext) {
    return this.solutions.exportChoices(actor)
  }

  async propose({ actor, request }: HttpContext) {
    const wish = await request.validateUsing(exportValidator)
    return this.solutions.proposeExport(actor, wishOf(wish))
  }

  async export({ actor, origin, request, response }: HttpContext) {
    const wish = await request.validateUsing(exportValidator)
    return sendZip(response, await this.solutions.export(actor, origin, wishOf(wish)))
  }

  async show({ actor, params }: HttpContext) {
    return this.#answer(await this.solutions.run(actor, Number(params.id)))
  }

  async package({ actor, params, response }: HttpContext) {
    return sendZip(response, await this.solutions.packageOf(actor, Number(params.id)))
  }

  async upload(ctx: HttpContext) {
    const bytes = await receiveUpload(ctx, LIMITS.archiveBytes, (stream) => buffer(stream))
    const run = await this.solutions.check(ctx.actor, readZip(bytes))
    ctx.response.status(201)
    return this.#answer(run)
  }

  async impact({ actor, params, request }: HttpContext) {
    const { choices } = await request.validateUsing(choicesValidator)
    return this.solutions.impact(actor, Number(params.id), choices ?? {})
  }

  async start({ actor, params, request }: HttpContext) {
    const { choices } = await request.validateUsing(choicesValidator)
    return this.#answer(await this.solutions.startImport(actor, Number(params.id), choices ?? {}))
  }

  async previewRollback({ actor, params }: HttpContext) {
    return this.solutions.previewRollback(actor, Number(params.id))
  }

  async rollback({ actor, origin, params }: HttpContext) {
    return this.#answer(await this.solutions.rollback(actor, origin, Number(params.id)))
  }

  async rehearse({ actor, params }: HttpContext) {
    const { files } = await this.solutions.packageOf(actor, Number(params.id))
    return this.solutions.rehearse(actor, files)
  }

  async diff({ actor, request }: HttpContext) {
    const { first, second } = await request.validateUsing(diffValidator)
    const other = second ? (await this.solutions.packageOf(actor, second)).files : undefined
    return this.solutions.diff(actor, (await this.solutions.packageOf(actor, first)).files, other)
  }

  async #answer(run: SolutionRun) {
    const job = run.jobId === null ? null : await this.jobs.view(run.jobId)
    return { run, job }
  }
}

/** What the validator lets through is what the service takes: the filter is checked by the query language itself. */
function wishOf(validated: { name: string; label?: LocalizedText }): ExportWish {
  return validated
}

function sendZip(response: HttpContext['response'], { solution, files }: SolutionPackage) {
  const { name: solutionName, version } = solution.head
  response.header('content-type', 'application/zip')
  const file = `${solutionName}-${version}.zip`
  response.header('content-disposition', contentDisposition('attachment', file))
  return response.send(Buffer.from(writeZip(files)))
}
