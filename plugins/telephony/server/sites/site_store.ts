import type { Knex } from 'knex'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Database } from '#core/database/database'
import { Site } from '../assembler/site.js'
import type { QueueMember } from '../assembler/site_options.js'
import { completeSettings, type SiteSecrets, type SiteSettings } from './site_settings.js'

/** A site with all that is needed to work with it. */
export interface SiteProfile {
  id: number
  name: string
  provider: string
  timeZone: string
  active: boolean
  settings: SiteSettings
}

/** A person of the CRM who speaks through a site's extension. */
export interface AgentUser {
  userId: number
  unitId: number | null
}

interface ExtensionRow {
  number: string
  name: string | null
  user: number | null
  unit: number | null
  member_interface: string | null
  member_name: string | null
}

/** Encrypts and decrypts: AdonisJS's encryption service, or another in tests. */
export interface Encryption {
  encrypt(value: string): string
  decrypt<T>(value: string): T | null
}

/** Reads and writes sites' settings and secrets, and what the extensions say about agents. */
export class SiteStore {
  constructor(
    private readonly database: Database,
    private readonly encryption: Encryption
  ) {}

  /** @throws E_NOT_FOUND */
  async profile(siteId: number, knex: Knex = this.database.read): Promise<SiteProfile> {
    const rows = await this.#rows(knex, siteId)
    const profile = rows[0]
    if (!profile) throw new E_NOT_FOUND({ what: 'site' })
    return profile
  }

  profiles(knex: Knex = this.database.read): Promise<SiteProfile[]> {
    return this.#rows(knex, null)
  }

  async secrets(siteId: number, knex: Knex = this.database.read): Promise<SiteSecrets> {
    const row: { secrets: string | null } | undefined = await knex('telephony_site_settings')
      .select('secrets')
      .where('site_id', siteId)
      .first()
    if (!row?.secrets) return {}
    const text = this.encryption.decrypt<string>(row.secrets)
    return text === null ? {} : (JSON.parse(text) as SiteSecrets)
  }

  async saveSettings(trx: Knex.Transaction, siteId: number, settings: SiteSettings): Promise<void> {
    const values = { settings: JSON.stringify(settings) }
    const changed = await trx('telephony_site_settings').where('site_id', siteId).update(values)
    if (changed === 0) await trx('telephony_site_settings').insert({ site_id: siteId, ...values })
  }

  /** Adds or replaces secrets; an empty text removes one. Settings must exist. */
  async saveSecrets(trx: Knex.Transaction, siteId: number, changes: SiteSecrets): Promise<void> {
    const present = await this.secrets(siteId, trx)
    const merged = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== '')
    const secrets =
      merged.length === 0
        ? null
        : this.encryption.encrypt(JSON.stringify(Object.fromEntries(merged)))
    await trx('telephony_site_settings').where('site_id', siteId).update({ secrets })
  }

  /** The assembler's view of a site: its rules, and the members and names that its extensions give. */
  async assemblerSite(profile: SiteProfile, knex: Knex = this.database.read): Promise<Site> {
    const rows = await this.#extensions(knex, profile.id)
    const named = rows.filter((row) => row.name)
    return new Site({
      ...profile.settings.rules,
      siteId: profile.id,
      timeZone: profile.timeZone,
      members: rows.flatMap(memberOf),
      extensionNames: Object.fromEntries(named.map((row) => [row.number, row.name ?? ''])),
    })
  }

  /** Users by the canonical agent (the extension's number, or the member's name). */
  async agentUsers(
    siteId: number,
    knex: Knex = this.database.read
  ): Promise<Map<string, AgentUser>> {
    const users = new Map<string, AgentUser>()
    for (const row of await this.#extensions(knex, siteId)) {
      if (row.user === null) continue
      users.set(row.number, { userId: Number(row.user), unitId: row.unit })
    }
    return users
  }

  #extensions(knex: Knex, siteId: number): Promise<ExtensionRow[]> {
    return knex('extension')
      .leftJoin('users', 'users.id', 'extension.user')
      .select(
        'extension.number',
        'extension.name',
        'extension.user',
        'extension.member_interface',
        'extension.member_name',
        { unit: 'users.unit' }
      )
      .where('extension.site_id', siteId)
      .whereNull('extension.deleted_at')
      .orderBy('extension.number')
  }

  async #rows(knex: Knex, siteId: number | null): Promise<SiteProfile[]> {
    const query = knex('site')
      .leftJoin('telephony_site_settings as s', 's.site_id', 'site.id')
      .select(
        'site.id',
        'site.name',
        'site.provider',
        'site.time_zone',
        'site.active',
        's.settings'
      )
      .whereNull('site.deleted_at')
      .orderBy('site.id')
    if (siteId !== null) void query.where('site.id', siteId)
    const rows: Array<{
      id: number
      name: string
      provider: string
      time_zone: string
      active: boolean | number
      settings: string | null
    }> = await query
    return rows.map((row) => ({
      id: Number(row.id),
      name: row.name,
      provider: row.provider,
      timeZone: row.time_zone,
      active: Boolean(row.active),
      settings: completeSettings(
        row.settings ? (JSON.parse(row.settings) as Partial<SiteSettings>) : {}
      ),
    }))
  }
}

/** An extension that says how the queue names it is a member; one that was only found is not. */
function memberOf(row: ExtensionRow): QueueMember[] {
  if (!row.member_interface && !row.member_name) return []
  return [
    {
      interface: row.member_interface ?? '',
      name: row.member_name ?? '',
      extension: row.number,
    },
  ]
}
