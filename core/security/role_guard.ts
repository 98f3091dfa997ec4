import { isDeepStrictEqual } from 'node:util'
import { E_FORBIDDEN } from '#core/errors/errors'
import type { EffectiveMetadata, RoleDefinition } from '#core/metadata/types'
import { accessWithin, mergeRoles } from '#core/security/access'
import { ADMINISTRATOR } from '#core/security/administrators'
import { E_ESCALATION, E_UNKNOWN_ROLE } from '#core/security/errors'
import type { Access, Actor } from '#core/security/types'

/** Nobody may hand out, or act on, more rights than they hold themselves. */
export class RoleGuard {
  readonly #metadata: () => EffectiveMetadata
  readonly #permissions: () => Iterable<string>

  constructor(metadata: () => EffectiveMetadata, permissions: () => Iterable<string>) {
    this.#metadata = metadata
    this.#permissions = permissions
  }

  /** @throws E_UNKNOWN_ROLE, and E_ESCALATION for a role that gives more than the actor holds */
  checkRoles(actor: Actor, roles: readonly string[]): void {
    const metadata = this.#metadata()
    for (const name of roles) {
      const role = metadata.role.get(name)
      if (!role || role.removed) throw new E_UNKNOWN_ROLE({ role: name })
      this.#checkWithin(actor, mergeRoles([role], metadata), name)
    }
  }

  /** @throws E_ESCALATION when somebody with these roles may do more than the actor */
  checkMayActOn(actor: Actor, roles: readonly string[]): void {
    const metadata = this.#metadata()
    const definitions = roles.flatMap((name) => metadata.role.get(name) ?? [])
    this.#checkWithin(actor, mergeRoles(definitions, metadata), roles.join(', '))
  }

  /**
   * Before a role's definition changes, whatever door the change comes through: both what it was and what it becomes must lie
   * within the actor's own rights, and the administrator role stays as it is, so that nobody can lock everybody out.
   *
   * @throws E_FORBIDDEN, E_ESCALATION
   */
  checkDefinition(
    actor: Actor,
    before: RoleDefinition | undefined,
    after: RoleDefinition | undefined
  ): void {
    const name = (after ?? before)?.name ?? ''
    if (name === ADMINISTRATOR) throw new E_FORBIDDEN({ what: `role.${ADMINISTRATOR}` })
    if (actor.kind === 'user' && !actor.access.can('core.admin.roles'))
      throw new E_FORBIDDEN({ what: 'core.admin.roles' })
    const metadata = this.#metadata()
    for (const role of [before, after]) {
      if (role) this.#checkWithin(actor, mergeRoles([role], metadata), name)
    }
  }

  /**
   * `checkDefinition` for every role that differs between two states of the metadata. What a role gets on an entity that the same
   * write makes is no more than anybody holds: it has no record yet, and who makes it may say who works with it. The
   * administrator needs no line of his own.
   */
  checkRolesChange(
    actor: Actor,
    before: ReadonlyMap<string, RoleDefinition>,
    after: ReadonlyMap<string, RoleDefinition>,
    made: ReadonlySet<string> = new Set()
  ): void {
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const old = before.get(name)
      const next = after.get(name)
      const same = isDeepStrictEqual(withoutGrants(old, made), withoutGrants(next, made))
      const untouched = name === ADMINISTRATOR ? isDeepStrictEqual(old, next) : same
      if (!untouched) this.checkDefinition(actor, old, next)
    }
  }

  #checkWithin(actor: Actor, wanted: Access, role: string): void {
    if (actor.kind === 'system') return
    const entities = this.#metadata().entity.values()
    const mayUncover = actor.access.can('core.admin.sensitive')
    if (!accessWithin(wanted, actor.access, entities, this.#permissions(), mayUncover))
      throw new E_ESCALATION({ role })
  }
}

/** The role without what it says about some entities. */
function withoutGrants(
  role: RoleDefinition | undefined,
  entities: ReadonlySet<string>
): RoleDefinition | undefined {
  if (!role || entities.size === 0) return role
  const others = <T>(lines: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(lines).filter(([entity]) => !entities.has(entity)))
  const rest = structuredClone(role)
  delete rest.fields
  const fields = others(role.fields ?? {})
  return {
    ...rest,
    entities: others(role.entities),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  }
}
