import type { Database } from '#core/database/database'
import type { BasePart } from '#core/metadata/layers/base_layer'
import type { DefinitionSource } from '#core/metadata/metadata'
import type { DiscoveredPlugin } from '#core/plugin_host/discovery'
import type { DefinitionSet, PermissionDeclaration, PluginManifest } from '#core/plugin_host/types'
import { coreDefinitions } from '#core/security/definitions'
import { corePermissions } from '#core/security/permissions'
import { E_UNKNOWN_PLUGIN } from '#core/plugin_host/errors'

export type PluginState = 'enabled' | 'disabled' | 'uninstalled'

export interface PluginRow {
  name: string
  version: string
  state: PluginState
}

/** A state that a plugin is about to have. */
export interface StateChange {
  name: string
  state: PluginState
}

/**
 * The plugins that the code brings and the state that the database gives them. One that is not in the database yet counts as
 * enabled: it is new and will be installed. Bound as a singleton.
 */
export class PluginRegistry implements DefinitionSource {
  readonly #database: Database
  readonly #plugins: readonly DiscoveredPlugin[]
  #rows = new Map<string, PluginRow>()
  #definitions: Promise<BasePart[]> | null = null

  constructor(database: Database, plugins: readonly DiscoveredPlugin[]) {
    this.#database = database
    this.#plugins = plugins
  }

  /** Reads the states anew. */
  async load(): Promise<void> {
    const rows: PluginRow[] = await this.#database
      .read('plugins')
      .select('name', 'version', 'state')
    this.#rows = new Map(rows.map((row) => [row.name, row]))
  }

  /** All that the code brings, in dependency order. */
  known(): readonly DiscoveredPlugin[] {
    return this.#plugins
  }

  /** @throws E_UNKNOWN_PLUGIN */
  get(name: string): DiscoveredPlugin {
    const plugin = this.#plugins.find(({ manifest }) => manifest.name === name)
    if (!plugin) throw new E_UNKNOWN_PLUGIN({ plugin: name })
    return plugin
  }

  row(name: string): PluginRow | undefined {
    return this.#rows.get(name)
  }

  stateOf(name: string): PluginState {
    return this.#rows.get(name)?.state ?? 'enabled'
  }

  isEnabled(name: string): boolean {
    return this.stateOf(name) === 'enabled'
  }

  enabled(): PluginManifest[] {
    return this.#manifests().filter(({ name }) => this.isEnabled(name))
  }

  /** Those that are not uninstalled. */
  installed(): PluginManifest[] {
    return this.#manifests().filter(({ name }) => this.stateOf(name) !== 'uninstalled')
  }

  /** Enabled plugins that require this one. */
  dependents(name: string): string[] {
    return this.enabled()
      .filter(({ requires }) => Object.hasOwn(requires?.plugins ?? {}, name))
      .map((manifest) => manifest.name)
  }

  /** Definitions of the core and of the enabled plugins; with `changed`, as if that plugin had that state. */
  async parts(changed?: StateChange): Promise<BasePart[]> {
    this.#definitions ??= Promise.all(
      this.#manifests().map(async ({ name, definitions }) => ({
        origin: name,
        definitions: (await definitions?.())?.default ?? {},
      }))
    )
    const own = await this.#definitions
    const core: DefinitionSet = coreDefinitions
    return [
      { origin: 'core', definitions: core },
      ...own.filter(({ origin }) => this.#stateWith(origin, changed) === 'enabled'),
    ]
  }

  /** What roles may give, grants of everything included. */
  permissions(changed?: StateChange): ReadonlySet<string> {
    const plugins = this.#manifests().filter(
      ({ name }) => this.#stateWith(name, changed) !== 'uninstalled'
    )
    const declared = [
      ...corePermissions,
      ...plugins.flatMap(({ permissions }) => permissions ?? []),
    ]
    const wide = ['*', 'core.*', ...plugins.map(({ name }) => `${name}.*`)]
    return new Set([...wide, ...declared.map(({ name }) => name)])
  }

  declaredPermissions(): PermissionDeclaration[] {
    return [...corePermissions, ...this.installed().flatMap(({ permissions }) => permissions ?? [])]
  }

  #stateWith(name: string, changed?: StateChange): PluginState {
    return name === changed?.name ? changed.state : this.stateOf(name)
  }

  #manifests(): PluginManifest[] {
    return this.#plugins.map(({ manifest }) => manifest)
  }
}
