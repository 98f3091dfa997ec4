import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import type { EventListener } from '#core/realtime/types'
import '#plugins/crm/contract'
import '../jobs/payloads.js'
import { Relinker } from './relinker.js'

/** A number that a record has gained may explain calls that had nobody. */
const listeners: EventListener[] = [
  {
    event: 'crm.phones.indexed',
    async handle({ numbers }) {
      const relinker = await app.container.make(Relinker)
      if (!(await relinker.concerns(numbers))) return
      const [database, jobs] = await Promise.all([
        app.container.make(Database),
        app.container.make(Jobs),
      ])
      await database.transaction((trx) => jobs.enqueue(trx, 'telephony.relink', { numbers }))
    },
  },
]
export default listeners
