import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { BOUNDS } from '#core/records/query/parse'
import { Records } from '#core/records/records'
import { listOf, numberOf } from '#core/records/request_input'
import { GlobalSearch } from '#core/search/global_search'

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, BOUNDS.searchLength) : ''
}

/** Finding records by words: in the command palette, and in the look-up fields of forms. */
@inject()
export default class SearchController {
  constructor(
    protected records: Records,
    protected search: GlobalSearch
  ) {}

  /** `GET /api/search?q=&entities=&limit=` → `{ results, groups }`; `results` is the groups' results one after another. */
  async index({ actor, request }: HttpContext) {
    const { q, entities, limit } = request.qs()
    const options = { entities: listOf(entities), limit: numberOf(limit) }
    const groups = await this.search.find(actor, textOf(q), options)
    return { results: groups.flatMap(({ results }) => results), groups }
  }

  async lookup({ actor, params, request }: HttpContext) {
    const { q, limit } = request.qs()
    const results = await this.records.lookup(actor, params.entity, textOf(q), numberOf(limit))
    return { results }
  }
}
