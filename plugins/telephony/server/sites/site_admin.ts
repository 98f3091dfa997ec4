import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import { dialectOf } from '#core/database/dialect'
import type { Jobs } from '#core/jobs/jobs'
import type { Settings } from '#core/plugin_host/settings'
import type { Records } from '#core/records/records'
import type { AuditLog } from '#core/security/audit_log'
import { requirePermission, requirePrivilege } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { siteOptionIssues } from '../assembler/site_options.js'
import { E_TELEPHONY_SITE_OPTIONS } from '../assembler/errors.js'
import { E_TELEPHONY_PURGE_TOO_RECENT, E_TELEPHONY_SITE_NOT_CONNECTED } from '../errors.js'
import { PbxReader } from '../pbx/pbx_reader.js'
import type { RunView, SyncState } from '../sync/sync_state.js'
import '../jobs/payloads.js'
import {
  completeSettings,
  defaultConnection,
  type SiteSecrets,
  type SiteSettings,
} from './site_settings.js'
import type { SiteProfile, SiteStore } from './site_store.js'

/** What an administrator sends; what is left out stays as it is. Passwords are never sent back. */
export interface SiteInput {
  name?: string
  provider?: 'asterisk' | 'recorded'
  timeZone?: string
  active?: boolean
  connection?: Partial<NonNullable<SiteSettings['connection']>> | null
  /** '' forgets the password. */
  password?: string
  recordings?: Partial<SiteSettings['recordings']>
  recordingsPassword?: string
  rules?: Partial<SiteSettings['rules']>
  unitId?: number | null
}

const HISTORY = 50

/** Sites as administrators see and change them: behind `telephony.sites`, audited by the record engine. */
export class SiteAdmin {
  constructor(
    private readonly database: Database,
    private readonly records: Records,
    private readonly sites: SiteStore,
    private readonly state: SyncState,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly audit: AuditLog
  ) {}

  async list(actor: Actor) {
    requirePermission(actor, 'telephony.sites')
    const profiles = await this.sites.profiles()
    return Promise.all(profiles.map((profile) => this.#view(profile)))
  }

  async find(actor: Actor, id: number) {
    requirePermission(actor, 'telephony.sites')
    return this.#view(await this.sites.profile(id))
  }

  /** @throws E_VALIDATION (record), E_TELEPHONY_SITE_OPTIONS (rules, time zone) */
  async create(actor: Actor, origin: Origin, input: SiteInput) {
    requirePermission(actor, 'telephony.sites')
    const id = await this.database.transaction(async (trx) => {
      const values = {
        name: input.name ?? '',
        provider: input.provider ?? 'asterisk',
        time_zone: input.timeZone ?? 'UTC',
        active: input.active ?? true,
      }
      const record = await this.records.create(asManager(actor), origin, 'site', values, { trx })
      await this.#save(trx, record.id, values.time_zone, input)
      return record.id
    })
    return this.find(actor, id)
  }

  /** A change of the rules or the clock assembles the site's calls anew, as a job. */
  async update(actor: Actor, origin: Origin, id: number, input: SiteInput) {
    requirePermission(actor, 'telephony.sites')
    const before = await this.sites.profile(id)
    await this.database.transaction(async (trx) => {
      const values = {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.provider === undefined ? {} : { provider: input.provider }),
        ...(input.timeZone === undefined ? {} : { time_zone: input.timeZone }),
        ...(input.active === undefined ? {} : { active: input.active }),
      }
      if (Object.keys(values).length > 0) {
        await this.records.update(asManager(actor), origin, 'site', id, values, { trx })
      }
      const timeZone = input.timeZone ?? before.timeZone
      const after = await this.#save(trx, id, timeZone, input)
      const same = JSON.stringify(after.rules) === JSON.stringify(before.settings.rules)
      if (same && timeZone === before.timeZone) return
      await this.jobs.enqueue(
        trx,
        'telephony.reassemble',
        { siteId: id },
        { key: String(id), unique: 'unfinished', userId: actor.userId, title: before.name }
      )
    })
    return this.find(actor, id)
  }

  /**
   * Takes the site out of use and forgets how to reach it. Its calls, their rows and recordings stay and go on naming it, which
   * is why this is no deletion by the record engine: that one refuses while anything points to the record.
   */
  async remove(actor: Actor, origin: Origin, id: number): Promise<void> {
    requirePermission(actor, 'telephony.sites')
    requirePrivilege(actor, 'site', 'delete')
    const { name } = await this.sites.profile(id)
    const at = new Date()
    await this.database.transaction(async (trx) => {
      const dialect = dialectOf(this.database.dialect)
      await trx('site')
        .where('id', id)
        .whereNull('deleted_at')
        .update({ deleted_at: dialect.instant(at), active: dialect.boolean(false) })
        .increment('version')
      await trx('telephony_site_settings').where('site_id', id).update({ secrets: null })
      await this.audit.append(trx, [
        {
          at,
          actorId: actor.userId,
          actorName: actor.name,
          address: origin.address,
          channel: origin.channel,
          action: 'telephony.site.remove',
          entity: 'site',
          recordId: id,
          details: { name },
        },
      ])
    })
  }

  /**
   * Tries a connection: the saved one, or with changes that are not saved yet.
   * @throws E_TELEPHONY_SITE_NOT_CONNECTED and the E_TELEPHONY_PBX_… codes
   */
  async test(actor: Actor, id: number, input: Pick<SiteInput, 'connection' | 'password'>) {
    requirePermission(actor, 'telephony.sites')
    const profile = await this.sites.profile(id)
    const saved = profile.settings.connection
    const connection = input.connection
      ? { ...(saved ?? defaultConnection()), ...input.connection }
      : saved
    if (!connection) throw new E_TELEPHONY_SITE_NOT_CONNECTED({ site: profile.name })
    const secrets = await this.sites.secrets(id)
    const reader = new PbxReader(connection, input.password ?? secrets.database ?? '')
    try {
      const clock = await reader.clock()
      const shapes = await reader.shapes()
      const version = await reader.rows('SELECT VERSION() AS version')
      const tables = []
      for (const shape of shapes) {
        const start =
          shape.by === 'id' ? { by: 'id' as const, after: 0 } : { by: 'time' as const, from: null }
        const rows = await reader.remaining(shape, start)
        tables.push({ name: shape.table, rows, absentColumns: shape.absent })
      }
      const limit = Number(this.settings.get('telephony', 'clock_skew_warning_seconds'))
      return {
        ok: true,
        version: String(version[0]?.version ?? ''),
        tables,
        clockSkewSeconds: clock.skewSeconds,
        clockIsOff: Math.abs(clock.skewSeconds) >= limit,
        localNow: clock.localNow,
        offsetMinutes: clock.offsetMinutes,
      }
    } finally {
      reader.close()
    }
  }

  /** Starts a run as a job; answers its id. */
  async sync(actor: Actor, id: number, full: boolean): Promise<number> {
    requirePermission(actor, 'telephony.sites')
    const profile = await this.sites.profile(id)
    if (!profile.settings.connection)
      throw new E_TELEPHONY_SITE_NOT_CONNECTED({ site: profile.name })
    return this.database.transaction((trx) =>
      this.jobs.enqueue(trx, 'telephony.sync', full ? { siteId: id, full } : { siteId: id }, {
        key: full ? `${id}:full` : `${id}:manual`,
        unique: 'unfinished',
        userId: actor.userId,
        title: profile.name,
      })
    )
  }

  async history(actor: Actor, id: number): Promise<RunView[]> {
    requirePermission(actor, 'telephony.sites')
    await this.sites.profile(id)
    return this.state.runs(id, HISTORY)
  }

  /** Starts a purge as a job; a dry run unless it is said that it is none. @throws E_TELEPHONY_PURGE_TOO_RECENT */
  async purge(
    actor: Actor,
    origin: Origin,
    id: number,
    months: number | undefined,
    dryRun: boolean
  ): Promise<number> {
    requirePermission(actor, 'telephony.purge')
    const profile = await this.sites.profile(id)
    const least = Number(this.settings.get('telephony', 'purge_months'))
    const chosen = months ?? least
    if (chosen < least) throw new E_TELEPHONY_PURGE_TOO_RECENT({ months: least })
    return this.database.transaction((trx) =>
      this.jobs.enqueue(
        trx,
        'telephony.purge',
        {
          siteId: id,
          months: chosen,
          dryRun,
          userId: actor.userId,
          origin: { name: actor.name, address: origin.address },
        },
        { key: `${id}:${dryRun}`, unique: 'unfinished', userId: actor.userId, title: profile.name }
      )
    )
  }

  async #save(
    trx: Knex.Transaction,
    id: number,
    timeZone: string,
    input: SiteInput
  ): Promise<SiteSettings> {
    const row: { settings: string } | undefined = await trx('telephony_site_settings')
      .select('settings')
      .where('site_id', id)
      .first()
    const before = completeSettings(row ? (JSON.parse(row.settings) as Partial<SiteSettings>) : {})
    const after = changed(before, input)
    const issues = siteOptionIssues({
      ...after.rules,
      siteId: id,
      timeZone,
      members: [],
      extensionNames: {},
    })
    if (issues.length > 0) throw new E_TELEPHONY_SITE_OPTIONS({}, issues)
    await this.sites.saveSettings(trx, id, after)
    const secrets: SiteSecrets = {
      ...(input.password === undefined ? {} : { database: input.password }),
      ...(input.recordingsPassword === undefined ? {} : { recordings: input.recordingsPassword }),
    }
    if (Object.keys(secrets).length > 0) await this.sites.saveSecrets(trx, id, secrets)
    return after
  }

  async #view(profile: SiteProfile) {
    const [runs, secrets, waiting] = await Promise.all([
      this.state.runs(profile.id, 10),
      this.sites.secrets(profile.id),
      this.state.countWaiting(profile.id),
    ])
    const { settings } = profile
    const last = runs[0] ?? null
    const good = runs.find((run) => run.state === 'done' && run.endedAt !== null)
    const sinceGood = good?.endedAt ? Date.now() - Date.parse(good.endedAt) : null
    const { kind, folder, url } = settings.recordings
    return {
      id: profile.id,
      name: profile.name,
      label: profile.name,
      kind: profile.provider,
      timeZone: profile.timeZone,
      enabled: profile.active,
      host: settings.connection?.host ?? '',
      port: settings.connection?.port ?? null,
      database: settings.connection?.database ?? '',
      user: settings.connection?.user ?? '',
      hasPassword: Boolean(secrets.database),
      hasRecordingsPassword: Boolean(secrets.recordings),
      recordings: { kind, location: kind === 'http' ? url : folder },
      minDigits: settings.rules.ignoreShorterThan,
      settings,
      lastSync: last && {
        at: last.endedAt ?? last.startedAt,
        state: last.state,
        rows: last.rowsAdded,
        calls: last.callsWritten,
        error: last.error,
      },
      lagSeconds: sinceGood === null ? null : Math.round(sinceGood / 1000),
      clockSkewSeconds: good?.clockSkewSeconds ?? null,
      waiting,
    }
  }
}

/** A site is written by this service only; the person behind it stays the author. */
function asManager(actor: Actor): Actor {
  return { ...actor, kind: 'system' }
}

function changed(before: SiteSettings, input: SiteInput): SiteSettings {
  const connection =
    input.connection === null
      ? null
      : input.connection
        ? { ...(before.connection ?? defaultConnection()), ...input.connection }
        : before.connection
  return {
    connection,
    recordings: { ...before.recordings, ...input.recordings },
    rules: { ...before.rules, ...input.rules },
    unitId: input.unitId === undefined ? before.unitId : input.unitId,
  }
}
