import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { BOUNDS } from '#core/records/query/parse'
import { Records } from '#core/records/records'
import { listOf, numberOf } from '#core/records/request_input'

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, BOUNDS.searchLength) : ''
}

/** Finding records by words: in the command palette, and in the look-up fields of forms. */
@inject()
export default class SearchController {
  constructor(protected records: Records) {}

  async index({ actor, request }: HttpContext) {
    const { q, entities, limit } = request.qs()
    const list = listOf(entities)
    const count = numberOf(limit)
    const options = {
      ...(list ? { entities: list } : {}),
      ...(count === undefined ? {} : { limit: count }),
    }
    return { results: await this.records.search(actor, textOf(q), options) }
  }

  async lookup({ actor, params, request }: HttpContext) {
    const { q, limit } = request.qs()
    const results = await this.records.lookup(actor, params.entity, textOf(q), numberOf(limit))
    return { results }
  }
}
