import { defaultSiteOptions, type SiteOptions } from '../assembler/site_options.js'
import type { PbxConnectionSettings } from '../pbx/types.js'

/** What an administrator may say about reading a site's rows; see `SiteOptions`. */
export type SiteRules = Omit<SiteOptions, 'siteId' | 'timeZone' | 'members' | 'extensionNames'>

/** Where a site's recordings lie. The kind names a location registered in `RecordingLocations`. */
export interface RecordingsPlace {
  /** `none`, `folder`, `http`, or a kind that a plugin registered. */
  kind: string
  /** `folder`: absolute path of the monitor folder. */
  folder: string
  /** `http`: base URL of the monitor folder. */
  url: string
  /** `http`: user of basic authentication; '' for none. */
  user: string
}

/** A site's settings beside its record; passwords are kept apart, encrypted. */
export interface SiteSettings {
  connection: PbxConnectionSettings | null
  recordings: RecordingsPlace
  rules: SiteRules
  /** Unit of calls that no agent of the CRM had. */
  unitId: number | null
}

/** Passwords by what they open. */
export interface SiteSecrets {
  database?: string
  recordings?: string
}

export function defaultSettings(): SiteSettings {
  return {
    connection: null,
    recordings: { kind: 'none', folder: '', url: '', user: '' },
    rules: defaultRules(),
    unitId: null,
  }
}

/** Rules of a usual FreePBX or Issabel. */
export function defaultRules(): SiteRules {
  const rules: Partial<SiteOptions> = { ...defaultSiteOptions(0, 'UTC') }
  delete rules.siteId
  delete rules.timeZone
  delete rules.members
  delete rules.extensionNames
  return rules as SiteRules
}

/** Stored settings with everything that a later release added filled in. */
export function completeSettings(stored: Partial<SiteSettings>): SiteSettings {
  const base = defaultSettings()
  return {
    connection: stored.connection ?? null,
    recordings: { ...base.recordings, ...stored.recordings },
    rules: { ...base.rules, ...stored.rules },
    unitId: stored.unitId ?? null,
  }
}

export function defaultConnection(): PbxConnectionSettings {
  return {
    host: '127.0.0.1',
    port: 3306,
    user: 'root',
    database: 'asteriskcdrdb',
    tls: false,
    tables: { cdr: 'cdr', cel: 'cel', queue_log: 'queue_log' },
  }
}
