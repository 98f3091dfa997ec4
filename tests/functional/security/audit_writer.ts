/*
 * A process of its own that appends to the audit of the test's database: started several times by audit.spec.ts.
 */
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('../../../', import.meta.url)
const [action = '', number = '0'] = process.argv.slice(2)
const ignitor = new Ignitor(ROOT, { importer: (path) => import(path) })
const app = ignitor.createApp('console')
await app.init()
await app.boot()

const { Database } = await import('#core/database/database')
const { AuditLog } = await import('#core/security/audit_log')
const database = await app.container.make(Database)
const audit = await app.container.make(AuditLog)
for (let n = 0; n < 50; n++) {
  await database.transaction((trx) =>
    audit.append(trx, [
      {
        at: new Date(),
        actorId: Number(number),
        actorName: `process ${number}`,
        address: null,
        channel: 'command',
        action,
        recordId: n,
      },
    ])
  )
}
await app.terminate()
