import type { Knex } from 'knex'
import type { EventBus } from '#core/realtime/event_bus'
import type { PhoneIndexRow } from './index_rows.js'
import { chunks } from './phone_index.js'

/** Numbers an event carries at most. */
const EVENT_NUMBERS = 500

/** Tells, once the transaction has committed, which numbers the index has gained, so that calls can be linked again. */
export function announceNumbers(
  events: EventBus,
  trx: Knex.Transaction,
  rows: readonly PhoneIndexRow[]
): void {
  const numbers = [...new Set(rows.map((row) => row.number))]
  for (const chunk of chunks(numbers, EVENT_NUMBERS)) {
    events.emitAfterCommit(trx, 'crm.phones.indexed', { numbers: chunk })
  }
}
