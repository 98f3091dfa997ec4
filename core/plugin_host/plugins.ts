import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { LocalizedText } from '#core/metadata/types'
import type { Metadata } from '#core/metadata/metadata'
import type { Actor, AuditEntry, Origin } from '#core/security/types'
import type { PluginManifest, PermissionDeclaration } from '#core/plugin_host/types'
import type { PluginMigrations } from '#core/plugin_host/plugin_migrations'
import type { PluginRegistry, PluginState } from '#core/plugin_host/plugin_registry'
import { dialectOf, run, type Dialect } from '#core/database/dialect'
import { requirePermission } from '#core/security/guards'
import { tableOf } from '#core/records/system_fields'
import { bumpRevision, forgetSchema } from '#core/metadata/installation_state'
import { readSchema } from '#core/metadata/schema_sync/introspection'
import { compareVersions, parseVersion } from '#core/plugin_host/versions'
import { E_PLUGIN_DOWNGRADE, E_PLUGIN_REQUIRED, E_PLUGIN_STATE } from '#core/plugin_host/errors'

export interface PluginsServices {
  database: Database
  registry: PluginRegistry
  migrations: PluginMigrations
  metadata: Metadata
  audit: (trx: Knex.Transaction, entry: AuditEntry) => Promise<void>
  /** Reloads everything in this process and tells the others. */
  changed: () => Promise<void>
  now: () => Date
}

/** A plugin as the admin page shows it. */
export interface PluginView {
  name: string
  label: LocalizedText
  description?: LocalizedText
  version: string
  installedVersion: string | null
  state: PluginState
  requires: Record<string, string>
  requiredBy: string[]
  permissions: PermissionDeclaration[]
  settings: string[]
}

/** The life of plugins: installed, enabled, disabled, upgraded, uninstalled. Data stays until somebody purges it. */
export class Plugins {
  readonly #services: PluginsServices
  readonly #dialect: Dialect

  constructor(services: PluginsServices) {
    this.#services = services
    this.#dialect = dialectOf(services.database.dialect)
  }

  /** Manifests of the plugins that are not uninstalled, in dependency order. */
  installed(): PluginManifest[] {
    return this.#services.registry.installed()
  }

  enabled(): PluginManifest[] {
    return this.#services.registry.enabled()
  }

  isEnabled(name: string): boolean {
    return this.#services.registry.isEnabled(name)
  }

  /** Permissions of the core and of the installed plugins. */
  permissions(): PermissionDeclaration[] {
    return this.#services.registry.declaredPermissions()
  }

  /** Everything that the code brings, whatever its state. */
  list(): PluginView[] {
    const { registry } = this.#services
    return registry.known().map(({ manifest }) => ({
      name: manifest.name,
      label: manifest.label,
      ...(manifest.description ? { description: manifest.description } : {}),
      version: manifest.version,
      installedVersion: registry.row(manifest.name)?.version ?? null,
      state: registry.stateOf(manifest.name),
      requires: { ...manifest.requires?.plugins },
      requiredBy: registry.dependents(manifest.name),
      permissions: manifest.permissions ?? [],
      settings: Object.keys(manifest.settings ?? {}),
    }))
  }

  /** Installs an uninstalled plugin again; data that was kept is there again. */
  async install(actor: Actor, origin: Origin, name: string): Promise<void> {
    this.#require(actor, name, ['uninstalled'])
    await this.#become(actor, origin, name, 'enabled', 'plugin.install')
  }

  async enable(actor: Actor, origin: Origin, name: string): Promise<void> {
    this.#require(actor, name, ['disabled'])
    await this.#become(actor, origin, name, 'enabled', 'plugin.enable')
  }

  /** Takes a plugin out of use; everything of it stays stored. */
  async disable(actor: Actor, origin: Origin, name: string): Promise<void> {
    this.#require(actor, name, ['enabled'])
    await this.#become(actor, origin, name, 'disabled', 'plugin.disable')
  }

  /** Takes a plugin out; its tables, settings and the client's changes stay until `purge`. */
  async uninstall(actor: Actor, origin: Origin, name: string): Promise<void> {
    this.#require(actor, name, ['enabled', 'disabled'])
    await this.#become(actor, origin, name, 'uninstalled', 'plugin.uninstall')
  }

  /**
   * Deletes everything an uninstalled plugin has stored: records, tables, settings, client changes of its definitions. Cannot
   * be undone.
   *
   * @returns the tables that are gone
   */
  async purge(actor: Actor, origin: Origin, name: string): Promise<string[]> {
    this.#require(actor, name, ['uninstalled'])
    const { registry, database, migrations, now } = this.#services
    const plugin = registry.get(name)
    const definitions = (await plugin.manifest.definitions?.())?.default ?? {}
    const tables = (definitions.entities ?? []).map(tableOf)
    const present = await readSchema(database.read, this.#dialect.name, tables)
    const dropped = [...present.keys()]
    await database.transaction(async (trx) => {
      await bumpRevision(trx, this.#dialect)
      for (const table of dropped) await trx.raw(this.#dialect.dropTable(table))
      await forgetSchema(trx)
      await trx('plugin_settings').where({ plugin: name }).delete()
      for (const [kind, names] of ownNames(definitions)) {
        for (const definition of names) {
          await trx('metadata_changes').where({ kind, name: definition }).delete()
        }
      }
      const entry = this.#entry(actor, origin, 'plugin.purge', name, now(), { tables: dropped })
      await this.#services.audit(trx, entry)
    })
    await migrations.revert(plugin)
    await this.#services.changed()
    return dropped
  }

  /**
   * Records plugins that are new, and releases that are newer than what is installed. A new plugin whose requirement is
   * switched off comes in disabled.
   *
   * @returns whether anything was recorded
   * @throws E_PLUGIN_DOWNGRADE
   */
  async recordReleases(): Promise<boolean> {
    const { registry, database } = this.#services
    const changed = registry.known().filter(({ manifest }) => this.#isNews(manifest))
    if (changed.length === 0) return false
    await database.transaction(async (trx) => {
      await bumpRevision(trx, this.#dialect)
      const disabled = new Set<string>()
      for (const { manifest } of changed) {
        const blocked = Object.keys(manifest.requires?.plugins ?? {}).some(
          (required) => disabled.has(required) || !registry.isEnabled(required)
        )
        const state = registry.row(manifest.name)?.state ?? (blocked ? 'disabled' : 'enabled')
        if (state !== 'enabled') disabled.add(manifest.name)
        await this.#store(trx, manifest, state)
      }
    })
    await registry.load()
    return true
  }

  #isNews({ name, version }: PluginManifest): boolean {
    const row = this.#services.registry.row(name)
    if (!row) return true
    const installed = parseVersion(row.version)
    const found = parseVersion(version)
    if (!installed || !found) return true
    const order = compareVersions(found, installed)
    if (order < 0)
      throw new E_PLUGIN_DOWNGRADE({ plugin: name, installed: row.version, found: version })
    return order > 0
  }

  /** Permission first: who may not act learns nothing about states. */
  #require(actor: Actor, name: string, states: readonly PluginState[]): void {
    requirePermission(actor, 'core.admin.plugins')
    const { registry } = this.#services
    registry.get(name)
    const state = registry.stateOf(name)
    if (!states.includes(state)) throw new E_PLUGIN_STATE({ plugin: name, state })
  }

  /** Checks that the rest can stand with the plugin's new state before anything is written. */
  async #become(
    actor: Actor,
    origin: Origin,
    name: string,
    state: PluginState,
    action: string
  ): Promise<void> {
    const { registry, database, metadata, migrations, now } = this.#services
    const plugin = registry.get(name)
    if (state === 'enabled') this.#requireRequirements(plugin.manifest)
    else this.#requireNoDependents(name)
    const changed = { name, state }
    metadata.checkBase(await registry.parts(changed), registry.permissions(changed))
    if (state === 'enabled') await migrations.run([plugin])
    await database.transaction(async (trx) => {
      await bumpRevision(trx, this.#dialect)
      await this.#store(trx, plugin.manifest, state)
      await this.#services.audit(trx, this.#entry(actor, origin, action, name, now()))
    })
    await this.#services.changed()
    if (state === 'enabled') await metadata.synchronise()
  }

  #requireRequirements({ requires }: PluginManifest): void {
    const off = Object.keys(requires?.plugins ?? {}).find((other) => !this.isEnabled(other))
    if (!off) return
    throw new E_PLUGIN_STATE({ plugin: off, state: this.#services.registry.stateOf(off) })
  }

  #requireNoDependents(name: string): void {
    const by = this.#services.registry.dependents(name)
    if (by.length > 0) throw new E_PLUGIN_REQUIRED({ plugin: name, by: by.join(', ') })
  }

  async #store(trx: Knex.Transaction, manifest: PluginManifest, state: PluginState): Promise<void> {
    const at = this.#services.now().toISOString()
    const upsert = this.#dialect.upsert({
      table: 'plugins',
      columns: ['name', 'version', 'state', 'installed_at', 'changed_at'],
      keys: ['name'],
      update: ['version', 'state', 'changed_at'],
      rows: [[manifest.name, manifest.version, state, at, at]],
    })
    await run(trx, upsert)
  }

  #entry(
    actor: Actor,
    origin: Origin,
    action: string,
    plugin: string,
    at: Date,
    details: Record<string, string[]> = {}
  ): AuditEntry {
    return {
      at,
      actorId: actor.userId,
      actorName: actor.name,
      address: origin.address,
      channel: origin.channel,
      action,
      details: { plugin, ...details },
    }
  }
}

/** Names of a plugin's definitions by kind; roles are shared with others and stay. */
function ownNames(definitions: {
  entities?: { name: string }[]
  choiceLists?: { name: string }[]
  views?: { name: string }[]
  forms?: { name: string }[]
  templates?: { name: string }[]
  duplicateRules?: { name: string }[]
}): [string, string[]][] {
  const names = (list: { name: string }[] | undefined) => (list ?? []).map(({ name }) => name)
  return [
    ['entity', names(definitions.entities)],
    ['choice_list', names(definitions.choiceLists)],
    ['view', names(definitions.views)],
    ['form', names(definitions.forms)],
    ['template', names(definitions.templates)],
    ['duplicate_rule', names(definitions.duplicateRules)],
  ]
}
