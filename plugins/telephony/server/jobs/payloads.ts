/** Jobs of telephony and what they carry. */
declare module '#core/jobs/types' {
  interface JobPayloads {
    'telephony.sync_all': Record<string, never>
    'telephony.sync': { siteId: number; full?: boolean }
    'telephony.reassemble': { siteId: number }
    'telephony.relink': { numbers: string[] }
    'telephony.own': { siteId: number; number: string }
    'telephony.purge': {
      siteId: number
      months: number
      dryRun: boolean
      userId: number
      origin: PurgeOrigin
    }
  }
}

/** Who asked, for the audit. */
export interface PurgeOrigin {
  name: string
  address: string | null
}

export {}
