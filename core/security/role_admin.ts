import type { Database } from '#core/database/database'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { Metadata } from '#core/metadata/metadata'
import {
  CLIENT_PREFIX,
  type ClientChange,
  type Json,
  type RoleDefinition,
} from '#core/metadata/types'
import { E_ROLE_IN_USE } from '#core/security/errors'
import type { Actor, Origin } from '#core/security/types'

export interface RoleListing {
  role: RoleDefinition
  /** Made by this installation, not shipped. */
  client: boolean
  users: number
}
export interface RoleChange {
  /** Inside the role: `['entities', 'case', 'read']`, `['fields', 'contact', 'phone']`, `['permissions']`, `['label', 'fa']`. */
  path: string[]
  value: Json
}

/**
 * The roles editor: roles are metadata, changes of theirs belong to the client layer, so that an upgrade overwrites none.
 * What may be changed by whom is checked by `RoleGuard`, which the metadata asks at every change of a role.
 */
export class RoleAdmin {
  readonly #database: Database
  readonly #metadata: Metadata

  constructor(database: Database, metadata: Metadata) {
    this.#database = database
    this.#metadata = metadata
  }

  async list(): Promise<RoleListing[]> {
    const rows: { role: string; n: number }[] = await this.#database
      .read('user_roles')
      .join('users', 'users.id', 'user_roles.user_id')
      .whereNull('users.deleted_at')
      .groupBy('role')
      .select('role')
      .count({ n: '*' })
    const users = new Map(rows.map((row) => [row.role, Number(row.n)]))
    return [...this.#metadata.current().role.values()]
      .filter((role) => !role.removed)
      .map((role) => ({
        role,
        client: role.name.startsWith(CLIENT_PREFIX),
        users: users.get(role.name) ?? 0,
      }))
  }

  get(name: string) {
    if (!this.#metadata.current().role.has(name)) throw new E_NOT_FOUND({ what: `role ${name}` })
    return this.#metadata.layers('role', name)
  }

  /** Makes a role of this installation. Its name carries the client's prefix. */
  async create(actor: Actor, origin: Origin, role: RoleDefinition): Promise<RoleDefinition> {
    const name = role.name.startsWith(CLIENT_PREFIX) ? role.name : `${CLIENT_PREFIX}${role.name}`
    const value = JSON.parse(JSON.stringify({ ...role, name })) as Json
    const change: ClientChange = { kind: 'role', name, path: [], value }
    await this.#metadata.change(actor, origin, [change])
    return this.#current(name)
  }

  /** Changes properties of a role. */
  async change(
    actor: Actor,
    origin: Origin,
    name: string,
    changes: readonly RoleChange[]
  ): Promise<RoleDefinition> {
    this.#current(name)
    await this.#metadata.change(
      actor,
      origin,
      changes.map(({ path, value }) => ({ kind: 'role', name, path, value }))
    )
    return this.#current(name)
  }

  /** Takes the installation's changes at and below a path back; the empty path takes all of them back. */
  async reset(
    actor: Actor,
    origin: Origin,
    name: string,
    path: string[]
  ): Promise<RoleDefinition | null> {
    await this.#metadata.reset(actor, origin, 'role', name, path)
    return this.#metadata.current().role.get(name) ?? null
  }

  /** Removes a role of this installation that nobody holds. A shipped one can only be emptied. */
  async remove(actor: Actor, origin: Origin, name: string): Promise<void> {
    const listing = (await this.list()).find(({ role }) => role.name === name)
    if (!listing?.client) throw new E_NOT_FOUND({ what: `role ${name}` })
    if (listing.users > 0) throw new E_ROLE_IN_USE({ role: name, users: listing.users })
    await this.#metadata.reset(actor, origin, 'role', name, [])
  }

  #current(name: string): RoleDefinition {
    const role = this.#metadata.current().role.get(name)
    if (!role || role.removed) throw new E_NOT_FOUND({ what: `role ${name}` })
    return role
  }
}
