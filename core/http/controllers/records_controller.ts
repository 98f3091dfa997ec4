import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { FormWrites } from '#core/records/forms/form_writes'
import { Records } from '#core/records/records'
import {
  bulkOf,
  formOf,
  idOf,
  listOf,
  numberOf,
  objectBody,
  valuesOf,
  versionOf,
} from '#core/records/request_input'
import type { HistoryItem } from '#core/records/history'
import type { AggregateQuery, RecordQuery, RecordValue } from '#core/records/types'

interface FlatChange extends Pick<HistoryItem, 'at' | 'by' | 'action'> {
  field: string | null
  from: RecordValue
  to: RecordValue
}

/** One line for each field that changed, and one for a creation or deletion. */
function flatChanges({ at, by, action, changes }: HistoryItem): FlatChange[] {
  if (changes.length === 0) return [{ at, by, action, field: null, from: null, to: null }]
  return changes.map((change) => ({ at, by, action, ...change }))
}

/** Records of every entity. The service authorises: each method hands it the actor. */
@inject()
export default class RecordsController {
  constructor(
    protected records: Records,
    protected forms: FormWrites
  ) {}

  /** The parser checks the body: it is untrusted until then. */
  query({ actor, params, request }: HttpContext) {
    const body = objectBody(request.body())
    return this.records.query(actor, { ...body, entity: params.entity } as RecordQuery)
  }

  async count({ actor, params, request }: HttpContext) {
    const { filter, search, deleted } = objectBody(request.body()) as Partial<RecordQuery>
    const query = { entity: params.entity, filter, search, deleted }
    const given = Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== undefined)
    )
    return { count: await this.records.count(actor, given as { entity: string }) }
  }

  async aggregate({ actor, params, request }: HttpContext) {
    const body = objectBody(request.body())
    const query = { ...body, entity: params.entity } as unknown as AggregateQuery
    return { rows: await this.records.aggregate(actor, query) }
  }

  show({ actor, params, request }: HttpContext) {
    const select = listOf(request.qs().select)
    const options = select ? { select } : {}
    return this.records.getWithRights(actor, params.entity, idOf(params.id), options)
  }

  async store({ actor, origin, params, request, response }: HttpContext) {
    const body = objectBody(request.body())
    const values = valuesOf(body)
    const form = formOf(body.form)
    const record = form
      ? await this.forms.create(actor, origin, params.entity, form, values)
      : await this.records.create(actor, origin, params.entity, values)
    response.status(201)
    return { record }
  }

  async update({ actor, origin, params, request }: HttpContext) {
    const body = objectBody(request.body())
    const version = versionOf(body.version)
    const values = valuesOf(body)
    const id = idOf(params.id)
    const form = formOf(body.form)
    const record = form
      ? await this.forms.update(actor, origin, params.entity, id, form, values, version)
      : await this.records.update(actor, origin, params.entity, id, values, { version })
    return { record }
  }

  async destroy({ actor, origin, params, request, response }: HttpContext) {
    const version = versionOf(request.qs().version)
    await this.records.remove(actor, origin, params.entity, idOf(params.id), { version })
    response.noContent()
  }

  async restore({ actor, origin, params }: HttpContext) {
    const id = idOf(params.id)
    await this.records.restore(actor, origin, params.entity, id)
    return this.records.getWithRights(actor, params.entity, id)
  }

  bulk({ actor, origin, params, request }: HttpContext) {
    const { target, change } = bulkOf(request.body())
    return this.records.bulk(actor, origin, params.entity, target, change)
  }

  /** The form as the record was filled in with it; null where it goes by the form of today. */
  async form({ actor, params }: HttpContext) {
    return { form: await this.forms.kept(actor, params.entity, idOf(params.id), params.form) }
  }

  async history({ actor, params, request }: HttpContext) {
    const before = numberOf(request.qs().before)
    const options = before === undefined ? {} : { before }
    const items = await this.records.history(actor, params.entity, idOf(params.id), options)
    return { changes: items.flatMap(flatChanges) }
  }

  timeline({ actor, params, request }: HttpContext) {
    const { before, limit, kinds } = request.qs()
    const list = listOf(kinds)
    const count = numberOf(limit)
    return this.records.timeline(actor, params.entity, idOf(params.id), {
      ...(typeof before === 'string' && before !== '' ? { before } : {}),
      ...(count === undefined ? {} : { limit: count }),
      ...(list ? { kinds: list } : {}),
    })
  }
}
