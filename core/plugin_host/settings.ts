import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { Actor, AuditEntry, Origin } from '#core/security/types'
import type { PluginRegistry } from '#core/plugin_host/plugin_registry'
import type { SettingDeclaration } from '#core/plugin_host/types'
import { dialectOf, run } from '#core/database/dialect'
import { E_VALIDATION } from '#core/errors/errors'
import { requirePermission } from '#core/security/guards'
import { bumpRevision } from '#core/metadata/installation_state'
import { checkSetting, presetOf, type SettingValue } from '#core/plugin_host/setting_rules'
import { coreSettings } from '#core/plugin_host/core_settings'
import { E_UNKNOWN_SETTING } from '#core/plugin_host/errors'

declare module '#core/realtime/types' {
  interface DomainEvents {
    'settings.changed': { plugin: string; names: string[] }
  }
}

interface SettingRow {
  plugin: string
  name: string
  value: string
  secret: boolean | number
}

export interface SettingsServices {
  database: Database
  registry: PluginRegistry
  encrypt: (text: string) => string
  /** Null for what was not encrypted with this installation's key. */
  decrypt: (text: string) => string | null
  audit: (trx: Knex.Transaction, entry: AuditEntry) => Promise<void>
  emitChanged: (plugin: string, names: string[]) => Promise<void>
  now: () => Date
}

/** A setting as the settings page shows it. The value of a secret never leaves the server. */
export type SettingView = SettingDeclaration & { name: string } & (
    { value: SettingValue } | { isSet: boolean }
  )

/** Settings of the plugins, typed by their manifests. Held in the process, read from the database when something changes. */
export class Settings {
  readonly #services: SettingsServices
  #values = new Map<string, SettingValue>()

  constructor(services: SettingsServices) {
    this.#services = services
  }

  async load(): Promise<void> {
    const { database, decrypt } = this.#services
    const rows: SettingRow[] = await database.read('plugin_settings').select()
    this.#values = new Map()
    for (const { plugin, name, value, secret } of rows) {
      const plain = secret ? decrypt(value) : (JSON.parse(value) as SettingValue)
      this.#values.set(`${plugin}.${name}`, plain)
    }
  }

  /**
   * The value set, or the default; null for a secret that is not set or was encrypted with another key.
   *
   * @throws E_UNKNOWN_SETTING
   */
  get(plugin: string, name: string): SettingValue {
    const declaration = this.#declaration(plugin, name)
    return this.#values.get(`${plugin}.${name}`) ?? presetOf(declaration)
  }

  text(plugin: string, name: string): string {
    return String(this.get(plugin, name) ?? '')
  }

  number(plugin: string, name: string): number {
    return Number(this.get(plugin, name))
  }

  flag(plugin: string, name: string): boolean {
    return this.get(plugin, name) === true
  }

  /** What was set and is not the default; secrets are never among them. */
  stored(plugin: string): Record<string, SettingValue> {
    const declared = this.#declared(plugin)
    const entries = Object.entries(declared).flatMap(([name, { type }]) => {
      const value = this.#values.get(`${plugin}.${name}`)
      return type === 'secret' || value === undefined ? [] : [[name, value] as const]
    })
    return Object.fromEntries(entries)
  }

  /** The settings of a plugin for its settings page. */
  describe(actor: Actor, plugin: string): SettingView[] {
    requirePermission(actor, 'core.admin.settings')
    const declared = this.#declared(plugin)
    return Object.entries(declared).map(([name, declaration]) => {
      const value = this.get(plugin, name)
      const shown = declaration.type === 'secret' ? { isSet: value !== null } : { value }
      return { ...declaration, name, ...shown }
    })
  }

  /** Sets one value; null goes back to the default. */
  set(actor: Actor, origin: Origin, plugin: string, name: string, value: Json): Promise<void> {
    return this.setMany(actor, origin, plugin, { [name]: value })
  }

  /**
   * Sets several values, all or none.
   *
   * @throws E_VALIDATION with every fault, E_UNKNOWN_SETTING, E_FORBIDDEN without `core.admin.settings`
   */
  async setMany(
    actor: Actor,
    origin: Origin,
    plugin: string,
    values: Record<string, Json>
  ): Promise<void> {
    requirePermission(actor, 'core.admin.settings')
    await this.#services.database.transaction((trx) =>
      this.setWithin(trx, actor, origin, plugin, values)
    )
    await this.announce(plugin, Object.keys(values))
  }

  /** As `setMany`, as part of a larger change; call `announce` once it is committed. */
  async setWithin(
    trx: Knex.Transaction,
    actor: Actor,
    origin: Origin,
    plugin: string,
    values: Record<string, Json>
  ): Promise<void> {
    requirePermission(actor, 'core.admin.settings')
    const checked = this.#checked(plugin, values)
    const { database, audit, now } = this.#services
    await bumpRevision(trx, dialectOf(database.dialect))
    for (const [name, value] of checked) await this.#write(trx, plugin, name, value)
    await audit(trx, this.#auditEntry(actor, origin, plugin, checked, now()))
  }

  /** Reads the committed values and tells every process. */
  async announce(plugin: string, names: string[]): Promise<void> {
    await this.load()
    await this.#services.emitChanged(plugin, names)
  }

  /** The core's own settings are kept as those of a plugin of its name. */
  #declared(plugin: string): Record<string, SettingDeclaration> {
    if (plugin === 'core') return coreSettings
    return this.#services.registry.get(plugin).manifest.settings ?? {}
  }

  #declaration(plugin: string, name: string): SettingDeclaration {
    const declared = this.#declared(plugin)
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined
    if (!declaration) throw new E_UNKNOWN_SETTING({ plugin, setting: name })
    return declaration
  }

  #checked(plugin: string, values: Record<string, Json>): Map<string, SettingValue> {
    const details: ErrorDetail[] = []
    const checked = new Map<string, SettingValue>()
    for (const [name, value] of Object.entries(values)) {
      const result = checkSetting(this.#declaration(plugin, name), value)
      if ('value' in result) checked.set(name, result.value)
      else details.push({ path: name, ...result })
    }
    if (details.length > 0) throw new E_VALIDATION({}, details)
    return checked
  }

  async #write(
    trx: Knex.Transaction,
    plugin: string,
    name: string,
    value: SettingValue
  ): Promise<void> {
    if (value === null) {
      await trx('plugin_settings').where({ plugin, name }).delete()
      return
    }
    const dialect = dialectOf(this.#services.database.dialect)
    const secret = this.#declaration(plugin, name).type === 'secret'
    const stored = secret ? this.#services.encrypt(String(value)) : JSON.stringify(value)
    const upsert = dialect.upsert({
      table: 'plugin_settings',
      columns: ['plugin', 'name', 'value', 'secret'],
      keys: ['plugin', 'name'],
      update: ['value', 'secret'],
      rows: [[plugin, name, stored, dialect.boolean(secret)]],
    })
    await run(trx, upsert)
  }

  /** Says from what to what, except for secrets. */
  #auditEntry(
    actor: Actor,
    origin: Origin,
    plugin: string,
    values: ReadonlyMap<string, SettingValue>,
    at: Date
  ): AuditEntry {
    const changes: NonNullable<AuditEntry['changes']> = {}
    for (const [name, to] of values) {
      const secret = this.#declaration(plugin, name).type === 'secret'
      const hidden = (value: SettingValue) => (value === null ? null : '•••')
      const from = this.get(plugin, name)
      changes[name] = secret ? { from: hidden(from), to: hidden(to) } : { from, to }
    }
    return {
      at,
      actorId: actor.userId,
      actorName: actor.name,
      address: origin.address,
      channel: origin.channel,
      action: 'settings.change',
      changes,
      details: { plugin },
    }
  }
}
