import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { ChangedDefinitions } from '#core/design/changed_definitions'
import { Drafts } from '#core/design/drafts'
import { DEFINITION_KINDS } from '#core/metadata/layers/types'
import type { DefinitionKind, Json } from '#core/metadata/types'

const keyValidator = vine.create({
  kind: vine.string().regex(/^[a-z_]{1,20}$/),
  name: vine.string().regex(/^[a-z0-9_]{1,64}$/),
})
const draftValidator = vine.create({ content: vine.object({}).allowUnknownProperties() })
const kindValidator = vine.create({ kind: vine.enum(DEFINITION_KINDS) })

/** What the designers need beside the definitions themselves. */
@inject()
export default class DraftsController {
  constructor(
    protected drafts: Drafts,
    protected changed: ChangedDefinitions
  ) {}

  async changes({ actor, params }: HttpContext) {
    const { kind } = await kindValidator.validate(params)
    return { definitions: await this.changed.list(actor, kind as DefinitionKind) }
  }

  async index({ actor, request }: HttpContext) {
    const { kind } = request.qs()
    return { drafts: await this.drafts.list(actor, typeof kind === 'string' ? kind : undefined) }
  }

  async show({ actor, params }: HttpContext) {
    return { draft: await this.drafts.get(actor, await keyValidator.validate(params)) }
  }

  async save({ actor, params, request }: HttpContext) {
    const key = await keyValidator.validate(params)
    const { content } = await request.validateUsing(draftValidator)
    return { draft: await this.drafts.save(actor, key, content as Json) }
  }

  async discard({ actor, params, response }: HttpContext) {
    await this.drafts.discard(actor, await keyValidator.validate(params))
    response.noContent()
  }
}
