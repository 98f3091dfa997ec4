import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { Installation } from '#core/providers/installation'
import { EventBus } from '#core/realtime/event_bus'
import { Records } from '#core/records/records'
import { GlobalSearch } from '#core/search/global_search'
import { SearchFinder } from '#core/search/search_finder'
import { SearchIndex } from '#core/search/search_index'
import { searchPendingJob, searchRebuildJob } from '#core/search/search_jobs'

/** Wires the global search: its index, the writes that keep it, the job that makes it anew. */
export default class SearchProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(
      SearchIndex,
      async (resolver) =>
        new SearchIndex({
          db: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          types: await resolver.make(FieldTypes),
          jobs: await resolver.make(Jobs),
        })
    )
    container.singleton(
      GlobalSearch,
      async (resolver) =>
        new GlobalSearch({
          metadata: await resolver.make(Metadata),
          types: await resolver.make(FieldTypes),
          records: await resolver.make(Records),
          index: await resolver.make(SearchIndex),
          finder: new SearchFinder(await resolver.make(Database)),
        })
    )
  }

  async boot() {
    const { container } = this.app
    const index = await container.make(SearchIndex)
    const records = await container.make(Records)
    const jobs = await container.make(Jobs)
    const bus = await container.make(EventBus)
    const installation = await container.make(Installation)
    records.addHooks([index.hooks()])
    jobs.register(searchPendingJob(index))
    jobs.register(searchRebuildJob(index))
    bus.on('metadata.changed', () => this.#prepare())
    installation.afterwards(() => this.#prepare())
  }

  async start() {
    const metadata = await this.app.container.make(Metadata)
    if (metadata.isLoaded) await this.#prepare()
  }

  /** What is searched has changed: the parts concerned are made anew in the background. */
  async #prepare() {
    const { container } = this.app
    const database = await container.make(Database)
    if (!(await database.read.schema.hasTable('search_states'))) return
    const index = await container.make(SearchIndex)
    const entities = await index.prepare()
    if (entities.length === 0) return
    const jobs = await container.make(Jobs)
    await database.transaction((trx) =>
      jobs.enqueue(
        trx,
        'core.search.rebuild',
        { entities },
        { key: entities.join(), unique: 'unfinished', title: 'Search index' }
      )
    )
  }
}
