import type { Database } from '#core/database/database'
import type { Metadata } from '#core/metadata/metadata'
import type { PluginMigrations } from '#core/plugin_host/plugin_migrations'
import type { PluginRegistry } from '#core/plugin_host/plugin_registry'
import type { Plugins } from '#core/plugin_host/plugins'
import type { PluginWiring } from '#core/plugin_host/wiring'
import type { Settings } from '#core/plugin_host/settings'
import { dialectOf } from '#core/database/dialect'
import { checksum } from '#core/metadata/effective'
import { readState, writeState } from '#core/metadata/installation_state'

export interface InstallationServices {
  database: Database
  registry: PluginRegistry
  plugins: Plugins
  migrations: PluginMigrations
  metadata: Metadata
  settings: Settings
  wiring: PluginWiring
  /** One line for each thing that was done. */
  log: (message: string) => void
}

/**
 * Brings an installation to the state its code describes: plugins installed, metadata loaded, schema synchronised. Safe to
 * run at every start; does nothing when nothing changed.
 */
export class Installation {
  readonly #services: InstallationServices
  readonly #afterwards: (() => Promise<void>)[] = []

  constructor(services: InstallationServices) {
    this.#services = services
  }

  /** Registers work that needs loaded metadata and present tables; it runs at the end of every `bringUpToDate`. */
  afterwards(work: () => Promise<void>): void {
    this.#afterwards.push(work)
  }

  /** Plugins, their migrations, definitions, tables. Run the core's migrations before. */
  async bringUpToDate(): Promise<void> {
    const { registry, plugins, metadata, log } = this.#services
    await registry.load()
    if (await plugins.recordReleases()) log('plugins: new releases recorded')
    await this.#migrate()
    await this.#read()
    await metadata.synchronise((step, index) => log(`schema: step ${index + 1}: ${step.kind}`))
    for (const work of this.#afterwards) await work()
  }

  /** Whether the core's own tables are there: a new installation boots before it migrates. */
  async isPrepared(): Promise<boolean> {
    return this.#services.database.read.schema.hasTable('installation_state')
  }

  /** Reads states, definitions and settings into this process and starts what enabled plugins do. */
  async read(): Promise<void> {
    await this.#services.registry.load()
    await this.#read()
  }

  /** The same, if another process has changed something; else one row is read. */
  async refresh(): Promise<void> {
    if (await this.#services.metadata.isStale()) await this.read()
  }

  async #read(): Promise<void> {
    const { metadata, settings, wiring } = this.#services
    await metadata.load()
    await settings.load()
    await wiring.activate()
  }

  async #migrate(): Promise<void> {
    const { database, migrations, registry, log } = this.#services
    const plugins = registry
      .known()
      .filter(({ manifest }) => registry.stateOf(manifest.name) !== 'uninstalled')
    const wanted = checksum(migrations.files(plugins))
    if ((await readState(database.read, 'migrations')) === wanted) return
    await migrations.run(plugins)
    await database.transaction((trx) =>
      writeState(trx, dialectOf(database.dialect), 'migrations', wanted)
    )
    log('plugins: migrations have run')
  }
}
