import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { contentDisposition } from '#core/files/file_name'
import { LANGUAGES } from '#core/metadata/types'
import { printPage, type PrintDocument } from '#core/printing/page'
import { PdfPrinter } from '#core/printing/pdf'
import { Prints, type ListPrint } from '#core/printing/prints'
import { Templates } from '#core/templates/templates'

const asked = {
  language: vine.enum(LANGUAGES).optional(),
  format: vine.enum(['html', 'pdf'] as const).optional(),
}
const recordValidator = vine.create({ ...asked, template: vine.string().maxLength(64).optional() })
const listValidator = vine.create({
  ...asked,
  title: vine.string().maxLength(200).optional(),
  query: vine
    .object({ select: vine.array(vine.string().maxLength(200)).minLength(1).maxLength(40) })
    .allowUnknownProperties(),
})

/** Records and lists for paper: as a page for the browser's print dialog, or as PDF where the server can. */
@inject()
export default class PrintsController {
  constructor(
    protected prints: Prints,
    protected pdf: PdfPrinter,
    protected templates: Templates
  ) {}

  async options({ actor, params }: HttpContext) {
    const of = { entity: String(params.entity), kind: 'print' as const }
    return { pdf: this.pdf.isAvailable, templates: this.templates.list(actor, of) }
  }

  async record({ actor, origin, params, request, response }: HttpContext) {
    const { format, ...options } = await request.validateUsing(recordValidator)
    const id = Number(params.id)
    const made = await this.prints.record(actor, origin, String(params.entity), id, {
      ...(options.template === undefined ? {} : { template: options.template }),
      ...(options.language === undefined ? {} : { language: options.language }),
    })
    return this.#answer(made, format, response)
  }

  async list({ actor, origin, params, request, response }: HttpContext) {
    const { format, query, title, language } = await request.validateUsing(listValidator)
    const print = { ...query, entity: String(params.entity) } as ListPrint
    const made = await this.prints.list(actor, origin, {
      ...print,
      ...(title === undefined ? {} : { title }),
      ...(language === undefined ? {} : { language }),
    })
    return this.#answer(made, format, response)
  }

  async #answer(
    made: PrintDocument,
    format: 'html' | 'pdf' | undefined,
    response: HttpContext['response']
  ) {
    response.header('Cache-Control', 'no-store')
    if (format !== 'pdf') return { ...made, page: printPage(made, '') }
    const content = await this.pdf.print(made)
    response.header('Content-Type', 'application/pdf')
    response.header('Content-Disposition', contentDisposition('attachment', `${made.title}.pdf`))
    return response.send(content)
  }
}
