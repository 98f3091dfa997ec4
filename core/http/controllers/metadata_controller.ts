import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_VALIDATION } from '#core/errors/errors'
import { DEFINITION_KINDS } from '#core/metadata/layers/types'
import { Metadata } from '#core/metadata/metadata'
import { viewOf } from '#core/metadata/schema_sync/plan'
import type { ClientChange, DefinitionKind } from '#core/metadata/types'
import { VisibleMetadataCache } from '#core/metadata/visible_cache'
import { requireDesigner, requireFormDesign } from '#core/metadata/form_design'
import { requirePermission } from '#core/security/guards'

const kind = () => vine.enum(DEFINITION_KINDS)
const path = () => vine.array(vine.string().maxLength(64)).maxLength(8)
const name = () => vine.string().minLength(1).maxLength(64)
const changesValidator = vine.create({
  changes: vine
    .array(vine.object({ kind: kind(), name: name(), path: path(), value: vine.any().nullable() }))
    .maxLength(2_000),
  /** Client changes taken away first: back to base. */
  resets: vine
    .array(vine.object({ kind: kind(), name: name(), path: path() }))
    .maxLength(2_000)
    .optional(),
  basedOn: vine
    .array(
      vine.object({ kind: kind(), name: name(), revision: vine.string().maxLength(64).nullable() })
    )
    .maxLength(50)
    .optional(),
  dryRun: vine.boolean().optional(),
  /** What the version is kept with. */
  note: vine.string().trim().minLength(1).maxLength(500).optional(),
})
const placeValidator = vine.create({ kind: kind(), name: name(), path: path() })
const purgeValidator = vine.create({ entity: name(), field: name() })

/** The definitions as their readers see them, and the client layer as consultants change it. */
@inject()
export default class MetadataController {
  constructor(
    protected metadata: Metadata,
    protected visible: VisibleMetadataCache
  ) {}

  async show({ request, response, actor }: HttpContext) {
    const { body, etag } = this.visible.for(actor)
    response.header('etag', etag).header('cache-control', 'private, no-cache')
    if (request.header('if-none-match') === etag) return response.status(304)
    response.header('content-type', 'application/json; charset=utf-8').send(body)
  }

  async layers({ params, actor }: HttpContext) {
    if (params.kind === 'form' && this.metadata.current().form.has(String(params.name)))
      requireFormDesign(actor, this.metadata.current(), String(params.name))
    else requireDesigner(actor, String(params.kind))
    return this.metadata.layers(params.kind as DefinitionKind, String(params.name))
  }

  async problems({ actor }: HttpContext) {
    requirePermission(actor, 'core.customise')
    return this.metadata.problems()
  }

  async change({ request, actor, origin }: HttpContext) {
    requireDesigner(actor, 'form')
    const body = await request.validateUsing(changesValidator)
    const { resets = [], basedOn = [], note } = body
    const list = body.changes as ClientChange[]
    for (const place of [...resets, ...list]) requireDesigner(actor, place.kind)
    if (list.length + resets.length === 0) {
      throw new E_VALIDATION({}, [{ path: 'changes', code: 'E_REQUIRED' }])
    }
    if (body.dryRun) {
      const { issues, plan } = await this.metadata.preview(actor, list, resets)
      return { issues, plan: viewOf(plan), version: this.metadata.current().version }
    }
    const { plan, version } = await this.metadata.change(actor, origin, list, {
      resets,
      basedOn,
      ...(note === undefined ? {} : { note }),
    })
    return { issues: [], plan: viewOf(plan), version }
  }

  async reset({ request, actor, origin }: HttpContext) {
    const place = await request.validateUsing(placeValidator)
    const { kind: of, name: named, path: at } = place
    const { plan, version } = await this.metadata.reset(actor, origin, of, named, at)
    return { plan: viewOf(plan), version }
  }

  async purge({ request, actor, origin }: HttpContext) {
    const { entity, field } = await request.validateUsing(purgeValidator)
    const plan = await this.metadata.purge(actor, origin, entity, field)
    return { plan: viewOf(plan), version: this.metadata.current().version }
  }
}
