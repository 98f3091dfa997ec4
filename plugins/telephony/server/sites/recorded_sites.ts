import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { Actors } from '#core/security/actors'
import type { Origin } from '#core/security/types'
import { CDR_COLUMNS, CEL_COLUMNS, QUEUE_LOG_COLUMNS } from '../model/raw.js'
import type { RawCdr, RawCel, RawQueueLog } from '../model/raw.js'
import type { RowValues } from '../pbx/types.js'
import type { SiteSync } from '../sync/site_sync.js'
import { defaultSettings, type SiteRules } from './site_settings.js'
import type { SiteStore } from './site_store.js'

export interface RecordedSiteInput {
  name: string
  /** IANA zone of the rows' local times. */
  timeZone: string
  recordings?: { kind: string; folder?: string; url?: string }
  trunks?: string[]
  rules?: Partial<SiteRules>
  unitId?: number | null
  queues?: Array<{ number: string; name: string; serviceLevelSeconds?: number }>
  /** `memberInterface` defaults to `PJSIP/<number>`. */
  extensions?: Array<{
    number: string
    name: string
    userId?: number | null
    memberInterface?: string
    memberName?: string
  }>
}

const ORIGIN: Origin = { address: null, channel: 'command' }

/** Sites whose rows are handed over instead of read from a database: demos, tests, recorded data. The way in is the same. */
export class RecordedSites {
  constructor(
    private readonly database: Database,
    private readonly records: Records,
    private readonly actors: Actors,
    private readonly sites: SiteStore,
    private readonly siteSync: SiteSync
  ) {}

  /** Makes the site with its queues and extensions, or finds it by its name. */
  async ensureSite(input: RecordedSiteInput): Promise<{ id: number }> {
    const known = (await this.sites.profiles()).find((site) => site.name === input.name)
    if (known) return { id: known.id }
    const actor = this.actors.system()
    return this.database.transaction(async (trx) => {
      const values = {
        name: input.name,
        provider: 'recorded',
        time_zone: input.timeZone,
        active: true,
      }
      const { id } = await this.records.create(actor, ORIGIN, 'site', values, { trx })
      const base = defaultSettings()
      const rules = { ...base.rules, ...input.rules }
      await this.sites.saveSettings(trx, id, {
        ...base,
        unitId: input.unitId ?? null,
        recordings: { ...base.recordings, ...input.recordings },
        rules: input.trunks ? { ...rules, trunks: input.trunks } : rules,
      })
      for (const queue of input.queues ?? []) {
        const { number, name, serviceLevelSeconds = 20 } = queue
        await this.records.create(
          actor,
          ORIGIN,
          'queue',
          { site_id: id, number, name, service_level_seconds: serviceLevelSeconds },
          { trx }
        )
      }
      for (const extension of input.extensions ?? []) {
        const { number, name, userId = null, memberInterface, memberName } = extension
        await this.records.create(
          actor,
          ORIGIN,
          'extension',
          {
            site_id: id,
            number,
            name,
            user: userId,
            member_interface: memberInterface ?? `PJSIP/${number}`,
            member_name: memberName ?? null,
          },
          { trx }
        )
      }
      return { id }
    })
  }

  /** Mirrors rows (those that are there already are not added again), assembles and links what they touch. */
  async ingestRows(
    siteId: number,
    rows: { cdr: RawCdr[]; cel: RawCel[]; queueLog: RawQueueLog[] }
  ): Promise<void> {
    await this.siteSync.ingest(siteId, {
      cdr: valuesOf(rows.cdr, CDR_COLUMNS, 'calldate'),
      cel: valuesOf(rows.cel, CEL_COLUMNS, 'eventtime'),
      queue_log: valuesOf(rows.queueLog, QUEUE_LOG_COLUMNS, 'time'),
    })
  }
}

/** Rows as values in column order, in order of time. */
function valuesOf<R extends object>(
  rows: readonly R[],
  columns: ReadonlyArray<keyof R>,
  time: keyof R
): RowValues[] {
  return [...rows]
    .sort((a, b) => (String(a[time]) < String(b[time]) ? -1 : Number(a[time] !== b[time])))
    .map((row) => columns.map((column) => row[column] as string | number))
}
