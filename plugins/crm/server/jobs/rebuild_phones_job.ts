import app from '@adonisjs/core/services/app'
import type { JobDefinition } from '#core/jobs/types'
import { PhoneIndexRebuild } from '../phones/phone_index_rebuild.js'

declare module '#core/jobs/types' {
  interface JobPayloads {
    'crm.phones.rebuild': Record<string, never>
  }
}

/** Makes the phone index anew; idempotent, since it only derives from the records. */
export const rebuildPhonesJob: JobDefinition<'crm.phones.rebuild'> = {
  name: 'crm.phones.rebuild',
  async handle(_payload, context) {
    const rebuild = await app.container.make(PhoneIndexRebuild)
    const numbers = await rebuild.run(
      (done, total) => context.progress(done, total),
      context.signal
    )
    context.result({ numbers })
  },
}
