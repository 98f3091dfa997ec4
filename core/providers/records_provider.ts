import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { FormVersionStore } from '#core/design/form_version_store'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Jobs } from '#core/jobs/jobs'
import { Metadata } from '#core/metadata/metadata'
import { EventBus } from '#core/realtime/event_bus'
import { evaluateDefault } from '#core/records/default_expressions'
import { recomputeJob, recomputeQueue } from '#core/records/computed/recompute_job'
import { FormWrites } from '#core/records/forms/form_writes'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { Records } from '#core/records/records'
import { SavedViews } from '#core/records/saved_views'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'

/** Wires the record engine. */
export default class RecordsProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    const now = () => new Date()
    container.singleton(RecordHookRegistry, () => new RecordHookRegistry())
    container.singleton(
      Records,
      async (resolver) =>
        new Records({
          db: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          types: await resolver.make(FieldTypes),
          hooks: await resolver.make(RecordHookRegistry),
          audit: await resolver.make(AuditLog),
          events: await resolver.make(EventBus),
          evaluate: evaluateDefault,
          recomputeLater: recomputeQueue(await resolver.make(Jobs)),
          now,
        })
    )
    container.singleton(
      FormWrites,
      async (resolver) =>
        new FormWrites({
          db: await resolver.make(Database),
          metadata: await resolver.make(Metadata),
          records: await resolver.make(Records),
          types: await resolver.make(FieldTypes),
          versions: await resolver.make(FormVersionStore),
          system: (await resolver.make(Actors)).system(),
          now,
        })
    )
    container.singleton(
      SavedViews,
      async (resolver) =>
        new SavedViews({
          db: await resolver.make(Database),
          reads: await resolver.make(Records),
          metadata: await resolver.make(Metadata),
          types: await resolver.make(FieldTypes),
          audit: await resolver.make(AuditLog),
          now,
        })
    )
  }

  /**
   * A process over a database that is up to date has nothing to bring up to date, yet must learn which summaries are counted:
   * without it no count would ever be answered from one.
   */
  async start() {
    const metadata = await this.app.container.make(Metadata)
    if (!metadata.isLoaded) return
    const records = await this.app.container.make(Records)
    await records.prepare()
  }

  /** A summary that somebody defines at run time is counted at once, and used from then on. */
  async boot() {
    const jobs = await this.app.container.make(Jobs)
    jobs.register(recomputeJob(() => this.app.container.make(Records)))
    const bus = await this.app.container.make(EventBus)
    bus.on('metadata.changed', async () => {
      const records = await this.app.container.make(Records)
      await records.prepare()
    })
  }
}
