import type { PermissionDeclaration } from '#core/plugin_host/types'

/** All named permissions there are: the core's and those of the installed plugins. Bound as a singleton. */
export class KnownPermissions {
  readonly #declared: () => PermissionDeclaration[]

  constructor(declared: () => PermissionDeclaration[]) {
    this.#declared = declared
  }

  all(): PermissionDeclaration[] {
    return this.#declared()
  }

  names(): string[] {
    return this.all().map((permission) => permission.name)
  }
}
