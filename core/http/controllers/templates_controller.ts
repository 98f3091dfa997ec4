import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { text } from '#core/i18n/texts'
import { LANGUAGES, TEMPLATE_KINDS, type Language } from '#core/metadata/types'
import { Templates, type RenderOptions, type TemplateSources } from '#core/templates/templates'

const language = () => vine.enum(LANGUAGES).optional()
const body = () =>
  vine
    .object({
      en: vine.string().maxLength(70_000).optional(),
      fa: vine.string().maxLength(70_000).optional(),
      az: vine.string().maxLength(70_000).optional(),
    })
    .optional()
const id = () => vine.number().withoutDecimals().min(1)
const listValidator = vine.create({
  entity: vine.string().maxLength(64).optional(),
  kind: vine.enum(TEMPLATE_KINDS).optional(),
})
const renderValidator = vine.create({ record: id(), language: language() })
const previewValidator = vine.create({
  kind: vine.enum(TEMPLATE_KINDS),
  entity: vine.string().minLength(1).maxLength(64),
  subject: body(),
  text: body(),
  html: body(),
  record: id().optional(),
  language: language(),
})

/** Texts made of records. */
@inject()
export default class TemplatesController {
  constructor(protected templates: Templates) {}

  async index({ actor, request }: HttpContext) {
    const { entity, kind } = await request.validateUsing(listValidator)
    const of = { ...(entity ? { entity } : {}), ...(kind ? { kind } : {}) }
    return { templates: this.templates.list(actor, of) }
  }

  async render({ actor, params, request }: HttpContext) {
    const { record, language: wanted } = await request.validateUsing(renderValidator)
    return this.templates.render(actor, String(params.name), record, optionsOf(wanted))
  }

  async preview({ actor, request }: HttpContext) {
    const { record, language: wanted, ...sources } = await request.validateUsing(previewValidator)
    const texts = sources as TemplateSources
    const made = await this.templates.preview(actor, texts, record ?? null, optionsOf(wanted))
    const faults = made.faults.map((fault) => ({
      ...fault,
      message: text(actor.language, `errors.${fault.code}`, fault.params),
    }))
    return { ...made, faults }
  }
}

const optionsOf = (wanted: Language | undefined): RenderOptions =>
  wanted === undefined ? {} : { language: wanted }
