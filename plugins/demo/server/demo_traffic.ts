import { rawCdr, rawCel, rawQueueLog, type RecordedSites } from '#plugins/telephony/contract'
import type { Organisation } from './demo_organisation.js'
import { queues } from './generator/bank/staff.js'
import type { DemoBank } from './generator/bank/types.js'
import { TIME_ZONE, type Day } from './generator/days.js'
import { pbxMonth } from './generator/rows/exchange.js'
import type { PbxRows } from './generator/rows/row_book.js'

/** Unit of calls that no agent answered. */
const CONTACT_CENTRE = 'CC'
export const SITE_NAME = 'Demo exchange'
/** Days handed over at a time. */
const CHUNK = 4

export interface TrafficPlan {
  seed: string
  today: Day
  until: number
  days: number
}

/** Hands the demo PBX's rows to the telephony plugin, which mirrors and assembles them like those of a real exchange. */
export async function ingestDays(
  sites: RecordedSites,
  plan: TrafficPlan,
  bank: DemoBank,
  organisation: Organisation,
  report: (done: number, total: number) => void
): Promise<void> {
  const { id } = await sites.ensureSite({
    name: SITE_NAME,
    timeZone: TIME_ZONE,
    recordings: { kind: 'demo' },
    trunks: ['trunk-main'],
    unitId: organisation.units.get(CONTACT_CENTRE) ?? null,
    queues: queues.map(({ number, name, within }) => ({
      number,
      name,
      serviceLevelSeconds: within,
    })),
    extensions: bank.users.flatMap((user) => {
      if (user.extension === null) return []
      const userId = organisation.users.get(user.login)?.id ?? null
      return [{ number: user.extension, name: user.name, userId }]
    }),
  })
  const total = plan.days + 1
  let done = 0
  let chunk: PbxRows = { cdr: [], cel: [], queueLog: [] }
  report(0, total)
  for (const { rows } of pbxMonth(plan.seed, plan.today, plan.until, bank, plan.days)) {
    chunk.cdr.push(...rows.cdr)
    chunk.cel.push(...rows.cel)
    chunk.queueLog.push(...rows.queueLog)
    done += 1
    if (done % CHUNK !== 0 && done !== total) continue
    await sites.ingestRows(id, {
      cdr: chunk.cdr.map((row) => rawCdr({ ...row, siteId: id })),
      cel: chunk.cel.map((row) => rawCel({ ...row, siteId: id })),
      queueLog: chunk.queueLog.map((row) => rawQueueLog({ ...row, siteId: id })),
    })
    chunk = { cdr: [], cel: [], queueLog: [] }
    report(done, total)
  }
}
