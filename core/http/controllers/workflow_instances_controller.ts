import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { sendXml } from '#core/http/controllers/workflow_definitions_controller'
import { Catalogue } from '#core/workflow/definitions/catalogue'
import type { Values } from '#core/workflow/kernel/types'
import { Operations, type Operation } from '#core/workflow/operations/operations'
import { Watching } from '#core/workflow/operations/watching'
import { Starting } from '#core/workflow/operations/starting'

const whole = () => vine.number().withoutDecimals().min(1)
const variables = () => vine.record(vine.any()).optional()
const startValidator = vine.create({
  node: vine.string().maxLength(120).nullable().optional(),
  variables: variables(),
  subject: vine
    .object({ entity: vine.string().maxLength(64), id: whole() })
    .nullable()
    .optional(),
  key: vine.string().maxLength(120).nullable().optional(),
})
const messageValidator = vine.create({
  name: vine.string().minLength(1).maxLength(200),
  correlation: vine.string().maxLength(200).nullable().optional(),
  variables: variables(),
})
const operationValidator = vine.create({
  ids: vine.array(whole()).minLength(1).maxLength(1_000).distinct(),
  do: vine.enum(['suspend', 'resume', 'cancel', 'retry', 'skip', 'move', 'variables', 'migrate']),
  reason: vine.string().maxLength(1_000).nullable().optional(),
  token: vine.string().maxLength(16).optional().requiredWhen('do', 'in', ['skip', 'move']),
  node: vine.string().maxLength(120).optional().requiredWhen('do', '=', 'move'),
  result: vine.any().optional(),
  scope: vine.string().maxLength(16).nullable().optional(),
  values: vine.record(vine.any()).optional().requiredWhen('do', '=', 'variables'),
  version: whole().optional().requiredWhen('do', '=', 'migrate'),
  mapping: vine.record(vine.string().maxLength(120)).optional(),
})
const previewValidator = vine.create({
  from: whole(),
  to: whole(),
  mapping: vine.record(vine.string().maxLength(120)).optional(),
  ids: vine.array(whole()).minLength(1).maxLength(1_000).optional(),
})

/** Running workflows: started, told, looked at and operated. */
@inject()
export default class WorkflowInstancesController {
  constructor(
    protected operations: Operations,
    protected watching: Watching,
    protected starting: Starting,
    protected things: Catalogue
  ) {}

  async startable({ actor }: HttpContext) {
    return { processes: await this.things.startable(actor) }
  }

  async start({ actor, params, request, response }: HttpContext) {
    const given = await request.validateUsing(startValidator)
    const id = await this.starting.start(actor, String(params.process), {
      node: given.node ?? null,
      variables: (given.variables ?? {}) as Values,
      subject: given.subject ?? null,
      key: given.key ?? null,
    })
    response.status(201)
    return { id }
  }

  async message({ actor, request }: HttpContext) {
    const {
      name,
      correlation = null,
      variables: values = {},
    } = await request.validateUsing(messageValidator)
    const message = { name, correlation, variables: values as Values }
    return { delivered: await this.starting.message(actor, message) }
  }

  async signal({ actor, request }: HttpContext) {
    const { name, variables: values = {} } = await request.validateUsing(messageValidator)
    return { delivered: await this.starting.signal(actor, { name, variables: values as Values }) }
  }

  async show({ actor, params }: HttpContext) {
    return this.watching.detail(actor, Number(params.id))
  }

  async diagram({ actor, params, response }: HttpContext) {
    const id = Number(params.id)
    sendXml(response, `run-${id}.bpmn`, await this.watching.diagram(actor, id))
  }

  async run({ actor, origin, request }: HttpContext) {
    const { ids, ...operation } = await request.validateUsing(operationValidator)
    return {
      outcomes: await this.operations.run(actor, origin, ids, operation as Operation),
    }
  }

  async heat({ actor, params }: HttpContext) {
    const [key, version] = [String(params.key), Number(params.version)]
    return { heat: await this.watching.heat(actor, key, version) }
  }

  async previewMigration({ actor, params, request }: HttpContext) {
    const given = await request.validateUsing(previewValidator)
    const { from, to, mapping = {}, ids = null } = given
    return this.operations.preview(actor, String(params.key), { from, to, mapping, ids })
  }
}
