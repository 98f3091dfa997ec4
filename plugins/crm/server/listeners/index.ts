import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import type { EventListener } from '#core/realtime/types'
import '#core/plugin_host/settings'
import '../jobs/rebuild_phones_job.js'

/** Another country means other normalised numbers: the index is made anew, once however many processes hear of it. */
export default function listeners({ container }: ApplicationService): EventListener[] {
  return [
    {
      event: 'settings.changed',
      async handle({ plugin, names }) {
        if (plugin !== 'crm' || !names.includes('phone_region')) return
        const database = await container.make(Database)
        const jobs = await container.make(Jobs)
        const options = { key: 'phone_region', unique: 'unfinished', title: 'Phone index' } as const
        await database.transaction((trx) => jobs.enqueue(trx, 'crm.phones.rebuild', {}, options))
      },
    },
  ]
}
