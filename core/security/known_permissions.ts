import type { PermissionDeclaration, PluginManifest } from '#core/plugin_host/types'
import { corePermissions } from '#core/security/permissions'

/** All named permissions there are: the core's and those of the installed plugins. Bound as a singleton. */
export class KnownPermissions {
  readonly #plugins: () => readonly PluginManifest[]

  constructor(plugins: () => readonly PluginManifest[]) {
    this.#plugins = plugins
  }

  all(): PermissionDeclaration[] {
    return [...corePermissions, ...this.#plugins().flatMap((plugin) => plugin.permissions ?? [])]
  }

  names(): string[] {
    return this.all().map((permission) => permission.name)
  }
}
