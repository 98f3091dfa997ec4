import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { RecordedSites, type RecordedSiteInput } from '#plugins/telephony/contract'

const ORIGIN = { address: null, channel: 'command' }
export const DAY = 86_400_000
/** The beginning of this day, UTC. */
export const midnight = Math.floor(Date.now() / DAY) * DAY

/** Answered calls of a site of their own, as the assembler would have left them. @returns the site */
export async function makeCalls(
  app: ApplicationService,
  site: RecordedSiteInput,
  calls: readonly Record<string, Json>[]
): Promise<number> {
  const sites = await app.container.make(RecordedSites)
  const records = await app.container.make(Records)
  const database = await app.container.make(Database)
  const { id } = await sites.ensureSite({ ...site, trunks: [] })
  const made = calls.map((call, at) => ({
    site_id: id,
    pbx_key: String(at),
    title: `Call ${at + 1}`,
    kind: 'call',
    direction: 'inbound',
    answered: true,
    recording_count: 1,
    ...call,
  }))
  await database.transaction(async (trx) => {
    const outcomes = await records.createMany(SYSTEM_ACTOR, ORIGIN, 'call', made, { trx })
    const bad = outcomes.find((outcome) => 'issues' in outcome)
    if (bad) throw new Error(JSON.stringify(bad))
  })
  return id
}
