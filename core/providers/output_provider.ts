import type { ApplicationService } from '@adonisjs/core/types'
import { Calendars } from '#core/business_hours/calendars'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import { PdfPrinter } from '#core/printing/pdf'
import { Prints } from '#core/printing/prints'
import { Records } from '#core/records/records'
import { AuditLog } from '#core/security/audit_log'
import env from '#core/start/env'
import { Templates } from '#core/templates/templates'

/** What becomes of records outside of the screen: texts by templates, prints; and the hours they are counted in. */
export default class OutputProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(Templates, async (resolver) => {
      const metadata = await resolver.make(Metadata)
      return new Templates({
        records: await resolver.make(Records),
        metadata: () => metadata.current(),
      })
    })
    container.singleton(Prints, async (resolver) => {
      const metadata = await resolver.make(Metadata)
      return new Prints({
        database: await resolver.make(Database),
        records: await resolver.make(Records),
        templates: await resolver.make(Templates),
        metadata: () => metadata.current(),
        audit: await resolver.make(AuditLog),
      })
    })
    container.singleton(
      Calendars,
      async (resolver) =>
        new Calendars({
          database: await resolver.make(Database),
          audit: await resolver.make(AuditLog),
        })
    )
    container.singleton(PdfPrinter, () => new PdfPrinter(env.get('CHROMIUM_PATH')))
  }
}
