import { Readable } from 'node:stream'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { contentDisposition } from '#core/files/file_name'
import { PdfPrinter } from '#core/printing/pdf'
import { REPORTS, TREND_STEPS } from '../kernel/report.js'
import { ReportExports } from '../reports/report_exports.js'
import { present, reportFilter } from './reports_controller.js'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const validator = vine.create(
  vine.object({
    ...reportFilter,
    report: vine.enum(REPORTS),
    format: vine.enum(['xlsx', 'pdf'] as const),
    by: vine.string().maxLength(20).optional(),
    step: vine.enum(TREND_STEPS).optional(),
  })
)

/** Reports as files. */
@inject()
export default class ReportExportController {
  constructor(
    protected exports: ReportExports,
    protected pdf: PdfPrinter
  ) {}

  async store({ actor, origin, request, response }: HttpContext) {
    const given = await request.validateUsing(validator)
    const { report, format, by = null, step = 'week', ...filter } = given
    const asked = { report, by, step, filter: present(filter) }
    const name = `${report}-${filter.from}-${filter.to}.${format}`
    response.header('Cache-Control', 'no-store')
    response.header('Content-Disposition', contentDisposition('attachment', name))
    if (format === 'xlsx') {
      const chunks = await this.exports.xlsx(actor, origin, asked)
      response.header('Content-Type', XLSX)
      return response.stream(Readable.from(chunks, { objectMode: false }))
    }
    const content = await this.pdf.print(await this.exports.document(actor, origin, asked))
    response.header('Content-Type', 'application/pdf')
    return response.send(content)
  }
}
