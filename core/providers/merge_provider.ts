import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Merges } from '#core/merge/merges'
import { Metadata } from '#core/metadata/metadata'
import { Records } from '#core/records/records'
import { AuditLog } from '#core/security/audit_log'

/** Wires the merging of records: it writes through the record engine's own writer, with hooks, history and counts. */
export default class MergeProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(Merges, async (r) => {
      const records = await r.make(Records)
      return new Merges({
        ...records.engine,
        records,
        db: await r.make(Database),
        audit: await r.make(AuditLog),
        metadata: await r.make(Metadata),
        now: () => new Date(),
      })
    })
  }
}
