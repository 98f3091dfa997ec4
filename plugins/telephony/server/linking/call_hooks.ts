import app from '@adonisjs/core/services/app'
import { Jobs } from '#core/jobs/jobs'
import type { RecordHooks } from '#core/records/hooks'
import { CUSTOMER_ENTITIES } from './link_decision.js'
import '../jobs/payloads.js'

/** A person who says whose call it is knows better than any number: the machine leaves such a call alone from then on. */
export const callHooks: RecordHooks = {
  entity: 'call',
  async beforeSave(event) {
    const byHand = event.actor.kind === 'user' && event.operation === 'update'
    if (byHand && CUSTOMER_ENTITIES.some((entity) => event.changed.includes(entity))) {
      event.after.link_state = 'manual'
    }
  },
  async afterSave(event) {
    if (event.after.link_state !== 'manual') return
    await event.trx('telephony_call_candidate').where('call_id', event.id).delete()
  },
}

/** Calls follow their extension's user, and are assembled again when the queue's name of a member changes. */
export const extensionHooks: RecordHooks = {
  entity: 'extension',
  async afterSave(event) {
    const { after, before, changed } = event
    const jobs = await app.container.make(Jobs)
    const siteId = Number(after.site_id ?? before?.site_id)
    const number = String(after.number ?? before?.number)
    const unique = 'unfinished' as const
    if (changed.includes('user') || event.operation === 'delete') {
      const key = `${siteId}:${number}`
      await jobs.enqueue(event.trx, 'telephony.own', { siteId, number }, { key, unique })
    }
    const named = ['member_name', 'member_interface', 'name', 'number']
    if (event.operation === 'update' && named.some((field) => changed.includes(field))) {
      const key = String(siteId)
      await jobs.enqueue(event.trx, 'telephony.reassemble', { siteId }, { key, unique })
    }
  },
}

const hooks: RecordHooks[] = [callHooks, extensionHooks]
export default hooks
