import { flags } from '@adonisjs/core/ace'
import { Database } from '#core/database/database'
import { CodedCommand } from '#core/errors/coded_command'
import { Jobs } from '#core/jobs/jobs'
import { SearchIndex } from '#core/search/search_index'

export default class SearchRebuild extends CodedCommand {
  static override commandName = 'search:rebuild'
  static override description = 'Make the index of the global search anew from all records'
  static override options = { startApp: true }

  @flags.array({ description: 'Only these entities' })
  declare entity?: string[]

  @flags.boolean({ description: 'As a job of the running system instead of here and now' })
  declare job: boolean

  override async run() {
    if (this.job) return this.#enqueue()
    const index = await this.app.container.make(SearchIndex)
    const records = await index.rebuild(this.entity ?? null, async (done, total) => {
      this.logger.logUpdate(`${done} of ${total} records`)
    })
    this.logger.logUpdatePersist()
    this.logger.success(`${records} records are in the index`)
  }

  async #enqueue() {
    const database = await this.app.container.make(Database)
    const jobs = await this.app.container.make(Jobs)
    const payload = this.entity ? { entities: this.entity } : {}
    const id = await database.transaction((trx) =>
      jobs.enqueue(trx, 'core.search.rebuild', payload, { title: 'Search index' })
    )
    this.logger.success(`Job ${id} will make the search index anew`)
  }
}
