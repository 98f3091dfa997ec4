import { Readable } from 'node:stream'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { contentDisposition } from '#core/files/file_name'
import { Exports } from '#core/import_export/exports'
import { exportValidator } from '#core/import_export/validators'
import type { RecordQuery } from '#core/records/types'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Lists as files. */
@inject()
export default class ExportsController {
  constructor(protected exports: Exports) {}

  async store({ actor, origin, params, request, response }: HttpContext) {
    const { query = {}, ...options } = await request.validateUsing(exportValidator)
    const entity = String(params.entity)
    const asked = { ...(query as Omit<RecordQuery, 'entity'>), entity }
    const { values, delimiter, format } = options
    if (format === 'xlsx') {
      const chunks = await this.exports.xlsx(actor, origin, asked, values ? { values } : {})
      response.header('Content-Type', XLSX)
      response.header('Content-Disposition', contentDisposition('attachment', `${entity}.xlsx`))
      response.header('Cache-Control', 'no-store')
      return response.stream(Readable.from(chunks, { objectMode: false }))
    }
    const lines = await this.exports.csv(actor, origin, asked, {
      ...(values === undefined ? {} : { values }),
      ...(delimiter === undefined ? {} : { delimiter }),
    })
    response.header('Content-Type', 'text/csv; charset=utf-8')
    response.header('Content-Disposition', contentDisposition('attachment', `${entity}.csv`))
    response.header('Cache-Control', 'no-store')
    return response.stream(Readable.from(lines, { objectMode: false }))
  }
}
