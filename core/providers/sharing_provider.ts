import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import { Notifications } from '#core/realtime/notifications'
import { RecordScopes } from '#core/records/record_scopes'
import { Records } from '#core/records/records'
import { AccessExplainer } from '#core/security/access_explainer'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'
import { Previews } from '#core/security/previews'
import { SecurityRevision } from '#core/security/security_revision'
import { Shares } from '#core/sharing/shares'

/** Sharing of records, the explanation of access, and looking at the application as a role does. */
export default class SharingProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(RecordScopes, async (r) => new RecordScopes(await r.make(Database)))
    container.singleton(
      Shares,
      async (r) =>
        new Shares({
          database: await r.make(Database),
          metadata: await r.make(Metadata),
          records: await r.make(Records),
          scopes: await r.make(RecordScopes),
          revision: await r.make(SecurityRevision),
          audit: await r.make(AuditLog),
          notifications: await r.make(Notifications),
          now: () => new Date(),
        })
    )
    container.singleton(AccessExplainer, async (r) => {
      const metadata = await r.make(Metadata)
      return new AccessExplainer(
        await r.make(Database),
        () => metadata.current(),
        await r.make(Actors),
        await r.make(RecordScopes)
      )
    })
    container.singleton(Previews, async (r) => {
      const metadata = await r.make(Metadata)
      return new Previews(await r.make(Database), () => metadata.current(), await r.make(AuditLog))
    })
  }
}
