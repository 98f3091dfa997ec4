import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { registerDoor } from '#core/security/doors'
import { CallPage } from './calls/call_page.js'

/** A call that nobody has: candidates are shown by the rights on themselves, whatever the call. */
const NO_CALL = 2_000_000_001

registerDoor({
  name: 'telephony.calls.candidates',
  shows: ['title'],
  async probe({ actor, entity, ids }) {
    const database = await app.container.make(Database)
    const page = await app.container.make(CallPage)
    await database.transaction(async (trx) => {
      const table = () => trx('telephony_call_candidate')
      await table().where('call_id', NO_CALL).delete()
      for (const id of ids) {
        await table().insert({
          call_id: NO_CALL,
          entity,
          record_id: id,
          field: 'title',
          number: '+989000000000',
        })
      }
    })
    return JSON.stringify(await page.candidates(actor, NO_CALL))
  },
})
