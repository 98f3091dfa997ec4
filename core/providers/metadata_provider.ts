import type { ContainerResolver } from '@adonisjs/core/container'
import type { Knex } from 'knex'
import type { ApplicationService, ContainerBindings } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { ChangedDefinitions } from '#core/design/changed_definitions'
import { Drafts } from '#core/design/drafts'
import { FormVersionStore } from '#core/design/form_version_store'
import { FormVersions } from '#core/design/form_versions'
import { Jobs } from '#core/jobs/jobs'
import { E_METADATA_INVALID } from '#core/metadata/errors'
import { SERVER_TYPES } from '#core/metadata/server_types'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { ChangePlans } from '#core/metadata/change_plans'
import { Metadata } from '#core/metadata/metadata'
import { VisibleMetadataCache } from '#core/metadata/visible_cache'
import { discoverPlugins, namedPlugins } from '#core/plugin_host/discovery'
import { PluginMigrations } from '#core/plugin_host/plugin_migrations'
import { PluginRegistry } from '#core/plugin_host/plugin_registry'
import { Plugins } from '#core/plugin_host/plugins'
import { Settings } from '#core/plugin_host/settings'
import { PluginWiring } from '#core/plugin_host/wiring'
import { Installation } from '#core/providers/installation'
import { EventBus } from '#core/realtime/event_bus'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { Records } from '#core/records/records'
import { AuditLog } from '#core/security/audit_log'
import { lastChangeOfDefinitions } from '#core/security/audit_trail'
import { RoleGuard } from '#core/security/role_guard'
import type { AuditEntry } from '#core/security/types'
import env from '#core/start/env'
import { ActionRegistry } from '#core/workflow/actions/action_registry'
import { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'

/** How long a process may work with definitions that another has changed, where no event reached it. */
const POLL_MS = 2_000

type Resolver = ContainerResolver<ContainerBindings>

/** Wires definitions, plugins and their settings. */
export default class MetadataProvider {
  #poll: NodeJS.Timeout | null = null

  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(FieldTypes, () => new FieldTypes(SERVER_TYPES))
    container.singleton(PluginRegistry, (resolver) => this.#registry(resolver))
    container.singleton(
      PluginMigrations,
      async (resolver) => new PluginMigrations(await resolver.make('lucid.db'), this.app)
    )
    container.singleton(Metadata, (resolver) => this.#metadata(resolver))
    container.singleton(
      ChangePlans,
      async (resolver) =>
        new ChangePlans({
          metadata: await resolver.make(Metadata),
          database: await resolver.make(Database),
          types: await resolver.make(FieldTypes),
        })
    )
    container.singleton(
      VisibleMetadataCache,
      async (resolver) => new VisibleMetadataCache(await resolver.make(Metadata))
    )
    container.singleton(
      Drafts,
      async (resolver) => new Drafts({ db: await resolver.make(Database), now: () => new Date() })
    )
    container.singleton(
      FormVersionStore,
      async (resolver) => new FormVersionStore(await resolver.make(Database))
    )
    container.singleton(
      FormVersions,
      async (resolver) =>
        new FormVersions({
          store: await resolver.make(FormVersionStore),
          metadata: await resolver.make(Metadata),
        })
    )
    container.singleton(
      ChangedDefinitions,
      async (resolver) =>
        new ChangedDefinitions(await resolver.make(Database), await resolver.make(Metadata))
    )
    container.singleton(Plugins, (resolver) => this.#plugins(resolver))
    container.singleton(Settings, (resolver) => this.#settings(resolver))
    container.singleton(PluginWiring, (resolver) => this.#wiring(resolver))
    container.singleton(Installation, (resolver) => this.#installation(resolver))
  }

  /** Plugins are connected before routes are served; what is stored is read if it is there already. */
  async boot() {
    const { container } = this.app
    const registry = await container.make(PluginRegistry)
    const migrations = await container.make(PluginMigrations)
    const wiring = await container.make(PluginWiring)
    const installation = await container.make(Installation)
    const events = await container.make(EventBus)
    await wiring.connect()
    events.on('metadata.changed', () => installation.refresh())
    events.on('settings.changed', () => installation.refresh())
    if (await installation.isPrepared()) await this.#readStored(installation)
    const kept = ({ manifest }: { manifest: { name: string } }) =>
      registry.stateOf(manifest.name) !== 'uninstalled'
    migrations.announce(registry.known().filter(kept))
  }

  /** A server with wrong definitions must not start; a command must, or nobody could put it right. */
  async #readStored(installation: Installation) {
    try {
      await installation.read()
    } catch (error) {
      const mendable = error instanceof E_METADATA_INVALID && this.app.getEnvironment() !== 'web'
      if (!mendable) throw error
      const logger = await this.app.container.make('logger')
      logger.error({ err: error, details: error.details }, 'the definitions are wrong')
    }
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const installation = await this.app.container.make(Installation)
    const logger = await this.app.container.make('logger')
    this.#poll = setInterval(() => {
      installation.refresh().catch((error: unknown) => {
        logger.error({ err: error }, 'definitions could not be read again')
      })
    }, POLL_MS)
    this.#poll.unref()
  }

  shutdown() {
    if (this.#poll) clearInterval(this.#poll)
    this.#poll = null
  }

  async #registry(resolver: Resolver): Promise<PluginRegistry> {
    const named = namedPlugins(env.get('PEYVAND_PLUGINS'))
    const plugins = await discoverPlugins(
      this.app.makePath(),
      named,
      namedPlugins(env.get('PEYVAND_WITHOUT'))
    )
    return new PluginRegistry(await resolver.make(Database), plugins)
  }

  /** The audit and the role guard know metadata themselves: they are looked up when they are used. */
  #audit() {
    return async (trx: Knex.Transaction, entry: AuditEntry) => {
      const audit = await this.app.container.make(AuditLog)
      await audit.append(trx, [entry])
    }
  }

  async #metadata(resolver: Resolver): Promise<Metadata> {
    const { container } = this.app
    const logger = await resolver.make('logger')
    const versions = await resolver.make(FormVersionStore)
    return new Metadata({
      database: await resolver.make(Database),
      types: await resolver.make(FieldTypes),
      source: await resolver.make(PluginRegistry),
      audit: this.#audit(),
      async emitChanged(version) {
        const events = await container.make(EventBus)
        await events.emit('metadata.changed', { version })
      },
      async guardRoles(actor, before, after, made) {
        const guard = await container.make(RoleGuard)
        guard.checkRolesChange(actor, before, after, made)
      },
      keepVersions: (trx, write) => versions.keep(trx, write),
      lastChange: lastChangeOfDefinitions,
      warn: (message, problems) => logger.warn({ problems }, message),
      now: () => new Date(),
    })
  }

  async #settings(resolver: Resolver): Promise<Settings> {
    const encryption = await resolver.make('encryption')
    const { container } = this.app
    return new Settings({
      database: await resolver.make(Database),
      registry: await resolver.make(PluginRegistry),
      encrypt: (text) => encryption.encrypt(text),
      decrypt: (text) => encryption.decrypt<string>(text),
      audit: this.#audit(),
      async emitChanged(plugin, names) {
        const events = await container.make(EventBus)
        await events.emit('settings.changed', { plugin, names })
      },
      now: () => new Date(),
    })
  }

  async #plugins(resolver: Resolver): Promise<Plugins> {
    const { container } = this.app
    const metadata = await resolver.make(Metadata)
    return new Plugins({
      database: await resolver.make(Database),
      registry: await resolver.make(PluginRegistry),
      migrations: await resolver.make(PluginMigrations),
      metadata,
      audit: this.#audit(),
      async changed() {
        const installation = await container.make(Installation)
        await installation.read()
        const events = await container.make(EventBus)
        await events.emit('metadata.changed', { version: metadata.current().version })
      },
      now: () => new Date(),
    })
  }

  async #wiring(resolver: Resolver): Promise<PluginWiring> {
    return new PluginWiring({
      app: this.app,
      router: await resolver.make('router'),
      registry: await resolver.make(PluginRegistry),
      types: await resolver.make(FieldTypes),
      hooks: await resolver.make(RecordHookRegistry),
      jobs: await resolver.make(Jobs),
      events: await resolver.make(EventBus),
      actions: await resolver.make(ActionRegistry),
      triggers: await resolver.make(TriggerRegistry),
    })
  }

  async #installation(resolver: Resolver): Promise<Installation> {
    const { container } = this.app
    const logger = await resolver.make('logger')
    const installation = new Installation({
      database: await resolver.make(Database),
      registry: await resolver.make(PluginRegistry),
      plugins: await resolver.make(Plugins),
      migrations: await resolver.make(PluginMigrations),
      metadata: await resolver.make(Metadata),
      settings: await resolver.make(Settings),
      wiring: await resolver.make(PluginWiring),
      log: (message) => logger.debug(message),
    })
    installation.afterwards(async () => {
      const records = await container.make(Records)
      await records.prepare()
      const versions = await container.make(FormVersionStore)
      const metadata = await container.make(Metadata)
      await versions.settle(metadata.current(), new Date())
    })
    return installation
  }
}
