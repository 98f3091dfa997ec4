import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { FormVersions } from '#core/design/form_versions'

const form = () => vine.string().regex(/^[a-z0-9_]{1,64}$/)
const number = () => vine.number().withoutDecimals().min(1).max(2_000_000_000)
const formValidator = vine.create({ form: form() })
const versionValidator = vine.create({ form: form(), number: number() })
const pairValidator = vine.create({ form: form(), number: number(), other: number() })
const pageValidator = vine.create({ before: number().optional() })
const restoreValidator = vine.create({
  /** Of the form that the restorer looked at. */
  revision: vine.string().maxLength(64).optional(),
  note: vine.string().trim().minLength(1).maxLength(500).optional(),
})

/** What forms were. */
@inject()
export default class FormVersionsController {
  constructor(protected versions: FormVersions) {}

  async index({ actor, params, request }: HttpContext) {
    const { form: name } = await formValidator.validate(params)
    const { before } = await pageValidator.validate(request.qs())
    return { versions: await this.versions.list(actor, name, before ?? null) }
  }

  async show({ actor, params }: HttpContext) {
    const { form: name, number: at } = await versionValidator.validate(params)
    return { version: await this.versions.read(actor, name, at) }
  }

  async compare({ actor, params }: HttpContext) {
    const { form: name, number: from, other } = await pairValidator.validate(params)
    return { difference: await this.versions.compare(actor, name, from, other) }
  }

  async restore({ actor, origin, params, request }: HttpContext) {
    const { form: name, number: at } = await versionValidator.validate(params)
    const { revision, note } = await request.validateUsing(restoreValidator)
    return this.versions.restore(actor, origin, name, {
      number: at,
      ...(revision === undefined ? {} : { revision }),
      ...(note === undefined ? {} : { note }),
    })
  }
}
