import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { contentDisposition } from '#core/files/file_name'
import { Catalogue } from '#core/workflow/definitions/catalogue'
import { Definitions } from '#core/workflow/definitions/definitions'

const label = () =>
  vine.object({
    en: vine.string().minLength(1).maxLength(200),
    fa: vine.string().maxLength(200).optional(),
    az: vine.string().maxLength(200).optional(),
  })
const xml = () => vine.string().maxLength(2_000_000)
const lock = () => vine.number().withoutDecimals().min(1)
const createValidator = vine.create({
  key: vine.string().maxLength(64),
  label: label(),
  xml: xml(),
})
const draftValidator = vine.create({
  xml: xml().optional(),
  label: label().optional(),
  lock: lock(),
})
const checkValidator = vine.create({ xml: xml().optional() })
const publishValidator = vine.create({
  lock: lock(),
  note: vine.string().maxLength(1_000).nullable().optional(),
  runAs: vine.number().withoutDecimals().min(1).nullable().optional(),
})
const versionValidator = vine.create({ version: vine.number().withoutDecimals().min(1) })

/** Drafts and versions of workflows, for the designer. */
@inject()
export default class WorkflowDefinitionsController {
  constructor(
    protected definitions: Definitions,
    protected things: Catalogue
  ) {}

  async catalogue({ actor }: HttpContext) {
    return this.things.forDesign(actor)
  }

  async index({ actor }: HttpContext) {
    return { definitions: await this.definitions.list(actor) }
  }

  async show({ actor, params }: HttpContext) {
    return this.definitions.get(actor, String(params.key))
  }

  async create({ actor, request, response }: HttpContext) {
    const { label: given, ...rest } = await request.validateUsing(createValidator)
    response.status(201)
    return this.definitions.create(actor, { ...rest, label: textsOf(given) })
  }

  async draft({ actor, params, request }: HttpContext) {
    const draft = await request.validateUsing(draftValidator)
    return this.definitions.saveDraft(actor, String(params.key), {
      lock: draft.lock,
      ...(draft.xml === undefined ? {} : { xml: draft.xml }),
      ...(draft.label === undefined ? {} : { label: textsOf(draft.label) }),
    })
  }

  async check({ actor, params, request }: HttpContext) {
    const given = await request.validateUsing(checkValidator)
    return this.definitions.check(actor, String(params.key), given.xml)
  }

  async publish({ actor, origin, params, request }: HttpContext) {
    const { lock: seen, note = null, runAs = null } = await request.validateUsing(publishValidator)
    return this.definitions.publish(actor, origin, String(params.key), { lock: seen, note, runAs })
  }

  async activate({ actor, origin, params, request }: HttpContext) {
    const { version } = await request.validateUsing(versionValidator)
    await this.definitions.activate(actor, origin, String(params.key), version)
    return this.definitions.get(actor, String(params.key))
  }

  async archive({ actor, origin, params, request, response }: HttpContext) {
    const goOn = request.input('running') === 'go_on'
    await this.definitions.archive(actor, origin, String(params.key), goOn)
    response.status(204)
  }

  async versions({ actor, params }: HttpContext) {
    return { versions: await this.definitions.versions(actor, String(params.key)) }
  }

  async xml({ actor, params, response }: HttpContext) {
    const [key, version] = [String(params.key), Number(params.version)]
    const document = await this.definitions.xml(actor, key, version)
    sendXml(response, `${key}-${version}.bpmn`, document)
  }

  async draftXml({ actor, params, response }: HttpContext) {
    const { key, xml: document } = await this.definitions.get(actor, String(params.key))
    sendXml(response, `${key}.bpmn`, document)
  }
}

type Given = { en: string; fa?: string | undefined; az?: string | undefined }

export function textsOf({ en, fa, az }: Given) {
  return { en, ...(fa ? { fa } : {}), ...(az ? { az } : {}) }
}

export function sendXml(response: HttpContext['response'], name: string, document: string): void {
  response.header('content-type', 'application/xml; charset=utf-8')
  response.header('content-disposition', contentDisposition('attachment', name))
  response.send(document)
}
