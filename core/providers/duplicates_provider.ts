import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { DuplicateGroupsService } from '#core/duplicates/duplicate_groups'
import { DuplicateIndex } from '#core/duplicates/duplicate_index'
import {
  duplicateIndexJob,
  duplicatePendingJob,
  duplicateScanJob,
} from '#core/duplicates/duplicate_jobs'
import { DuplicateScan } from '#core/duplicates/duplicate_scan'
import { Duplicates } from '#core/duplicates/duplicates'
import { Jobs } from '#core/jobs/jobs'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { Installation } from '#core/providers/installation'
import { EventBus } from '#core/realtime/event_bus'
import { Records } from '#core/records/records'

/** Wires the rules of duplicates: the warning while a record is entered, the search of whole entities. */
export default class DuplicatesProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(
      DuplicateIndex,
      async (resolver) =>
        new DuplicateIndex({
          db: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          types: await resolver.make(FieldTypes),
          jobs: await resolver.make(Jobs),
        })
    )
    container.singleton(
      DuplicateScan,
      async (resolver) =>
        new DuplicateScan({
          db: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          types: await resolver.make(FieldTypes),
        })
    )
    container.singleton(
      Duplicates,
      async (resolver) =>
        new Duplicates({
          metadata: await resolver.make(Metadata),
          records: await resolver.make(Records),
          db: await resolver.make(Database),
        })
    )
    container.singleton(
      DuplicateGroupsService,
      async (resolver) =>
        new DuplicateGroupsService({
          db: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          records: await resolver.make(Records),
          jobs: await resolver.make(Jobs),
        })
    )
  }

  async boot() {
    const { container } = this.app
    const index = await container.make(DuplicateIndex)
    const duplicates = await container.make(Duplicates)
    const scan = await container.make(DuplicateScan)
    const records = await container.make(Records)
    const jobs = await container.make(Jobs)
    const bus = await container.make(EventBus)
    const installation = await container.make(Installation)
    records.addHooks([duplicates.guard(), index.hooks()])
    jobs.register(duplicateIndexJob(index))
    jobs.register(duplicatePendingJob(index))
    jobs.register(duplicateScanJob(scan))
    bus.on('metadata.changed', () => this.#prepare())
    installation.afterwards(() => this.#prepare())
  }

  async start() {
    const metadata = await this.app.container.make(Metadata)
    if (metadata.isLoaded) await this.#prepare()
  }

  /** Rules have changed: the keys concerned are made anew in the background. */
  async #prepare() {
    const { container } = this.app
    const database = await container.make(Database)
    if (!(await database.read.schema.hasTable('duplicate_states'))) return
    const index = await container.make(DuplicateIndex)
    const rules = await index.prepare()
    if (rules.length === 0) return
    const jobs = await container.make(Jobs)
    await database.transaction((trx) =>
      jobs.enqueue(
        trx,
        'core.duplicates.index',
        { rules },
        { key: rules.join(), unique: 'unfinished', title: 'Duplicate keys' }
      )
    )
  }
}
