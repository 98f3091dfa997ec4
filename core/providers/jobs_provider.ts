import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { FileAccess } from '#core/files/file_access'
import { fileReferences } from '#core/files/file_references'
import { Files } from '#core/files/files'
import { Exports } from '#core/import_export/exports'
import { importJob, importUndoJob } from '#core/import_export/import_jobs'
import { Imports } from '#core/import_export/imports'
import { housekeeping } from '#core/jobs/housekeeping'
import { Jobs } from '#core/jobs/jobs'
import { JobWorkers } from '#core/jobs/job_workers'
import { InProcessTransport } from '#core/jobs/transports/in_process_transport'
import { DEFAULT_TIMINGS, type JobTransport } from '#core/jobs/types'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import { EventBus } from '#core/realtime/event_bus'
import { Notifications } from '#core/realtime/notifications'
import { TransmitBroadcaster } from '#core/realtime/transmit_broadcaster'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'
import env from '#core/start/env'

/** Jobs, events, messages to browsers, files, import and export. */
export default class JobsProvider {
  #workers: JobWorkers | null = null
  #bus: EventBus | null = null

  constructor(protected app: ApplicationService) {}

  register() {
    this.#registerRealtime()
    this.#registerJobs()
    this.#registerFiles()
    this.#registerImportExport()
  }

  #registerRealtime() {
    const { container } = this.app
    container.singleton(EventBus, async (resolver) => {
      this.#bus = new EventBus(await resolver.make('logger'))
      return this.#bus
    })
    container.singleton(
      TransmitBroadcaster,
      () => new TransmitBroadcaster(() => container.make('transmit'))
    )
    container.singleton(
      Notifications,
      async (resolver) =>
        new Notifications(await resolver.make(Database), await resolver.make(TransmitBroadcaster))
    )
  }

  #registerJobs() {
    const { container } = this.app
    container.singleton(
      Jobs,
      async (resolver) => new Jobs(await resolver.make(Database), await resolver.make(EventBus))
    )
    container.singleton(JobWorkers, async (resolver) => {
      this.#workers = new JobWorkers({
        database: await resolver.make(Database),
        jobs: await resolver.make(Jobs),
        notifications: await resolver.make(Notifications),
        broadcaster: await resolver.make(TransmitBroadcaster),
        bus: await resolver.make(EventBus),
        logger: await resolver.make('logger'),
        timings: DEFAULT_TIMINGS,
        transport: await this.#transport(),
      })
      return this.#workers
    })
  }

  #registerFiles() {
    const { container } = this.app
    container.singleton(Files, async (resolver) => {
      const folder = join(env.get('PEYVAND_VAR', this.app.makePath('var')), 'files')
      return new Files(await resolver.make(Database), folder)
    })
    container.singleton(FileAccess, async (resolver) => {
      const metadata = await resolver.make(Metadata)
      const records = await resolver.make(Records)
      return new FileAccess(await resolver.make(Files), records, () => metadata.current())
    })
  }

  #registerImportExport() {
    const { container } = this.app
    container.singleton(
      Imports,
      async (resolver) =>
        new Imports({
          database: await resolver.make(Database),
          records: await resolver.make(Records),
          files: await resolver.make(Files),
          jobs: await resolver.make(Jobs),
          metadata: await resolver.make(Metadata),
          fieldTypes: await resolver.make(FieldTypes),
        })
    )
    container.singleton(Exports, async (resolver) => {
      const metadata = await resolver.make(Metadata)
      return new Exports({
        database: await resolver.make(Database),
        records: await resolver.make(Records),
        metadata: () => metadata.current(),
        fieldTypes: await resolver.make(FieldTypes),
        audit: await resolver.make(AuditLog),
      })
    })
  }

  /** What the core itself does in the background, and what it asks of records and channels. */
  async boot() {
    const { container } = this.app
    const jobs = await container.make(Jobs)
    const imports = await container.make(Imports)
    const actors = await container.make(Actors)
    jobs.register(importJob(imports, actors))
    jobs.register(importUndoJob(imports, actors))
    jobs.register(housekeeping(await container.make(Database), jobs))
    jobs.schedule({
      name: 'core.housekeeping',
      job: 'core.housekeeping',
      payload: {},
      everySeconds: 86_400,
    })
    await this.#registerHooks()
    await this.#joinProcesses()
  }

  /** The web process works too, unless it is told to leave that to others. */
  async ready() {
    if (this.app.getEnvironment() !== 'web' || env.get('PEYVAND_WORKER') === 'off') return
    const workers = await this.app.container.make(JobWorkers)
    workers.startWorker()
    workers.startScheduler()
  }

  async shutdown() {
    await this.#workers?.stop()
    await this.#bus?.close()
  }

  async #registerHooks() {
    const { container } = this.app
    const records = await container.make(Records)
    const metadata = await container.make(Metadata)
    const access = () => container.make(FileAccess)
    const current = () => metadata.current()
    records.addHooks([fileReferences(await container.make(Files), access, current)])
  }

  /** Other processes' events are heard from the start; Redis is not waited for. */
  async #joinProcesses() {
    const url = env.get('REDIS_URL')
    if (!url) return
    const { RedisEventRelay } = await import('#core/realtime/redis_event_relay')
    const bus = await this.app.container.make(EventBus)
    await bus.connect(new RedisEventRelay(url, await this.app.container.make('logger')))
  }

  async #transport(): Promise<() => JobTransport> {
    const url = env.get('REDIS_URL')
    if (!url) return () => new InProcessTransport()
    const { BullTransport } = await import('#core/jobs/transports/bull_transport')
    const logger = await this.app.container.make('logger')
    return () => new BullTransport({ url, prefix: 'peyvand', logger })
  }
}
