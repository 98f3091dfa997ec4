import { E_FORBIDDEN } from '#core/errors/errors'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import type { ClientChange, DefinitionKind, EntityDefinition } from '#core/metadata/types'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'

const CUSTOMISE = 'core.customise'
/** Makes forms of entities that are open to it (`openForms`), without any other right to shape the product. */
const DESIGN_FORMS = 'core.design_forms'

interface Place {
  kind: DefinitionKind
  name: string
}

/** Throws E_FORBIDDEN unless the actor shapes the product or, for `kind` form, at least forms of some entities. */
export function requireDesigner(actor: Actor, kind: string | undefined): void {
  if (kind === 'form' && actor.access.can(DESIGN_FORMS)) return
  requirePermission(actor, CUSTOMISE)
}

export function designsFormsOf(actor: Actor, entity: EntityDefinition | undefined): boolean {
  if (actor.access.can(CUSTOMISE)) return true
  return entity?.openForms === true && actor.access.can(DESIGN_FORMS)
}

/** Throws E_FORBIDDEN unless the actor designs forms of the entity that a form is for. */
export function requireFormDesign(actor: Actor, definitions: DefinitionMaps, form: string): void {
  const entity = definitions.form.get(form)?.entity
  if (entity !== undefined && designsFormsOf(actor, definitions.entity.get(entity))) return
  requirePermission(actor, CUSTOMISE)
}

/**
 * Throws E_FORBIDDEN unless the actor may change what is named. Roles are guarded elsewhere, by what they grant.
 *
 * @param states the definitions as they are and as they may become: a form must be of an open entity in all of them
 */
export function requireShaping(
  actor: Actor,
  what: readonly Place[],
  changes: readonly ClientChange[],
  states: readonly DefinitionMaps[]
): void {
  if (actor.access.can(CUSTOMISE) || isOnly(what, 'role')) return
  const mayAll = isOnly(what, 'form') && what.every(({ name }) => mayShape(name))
  if (!mayAll) throw new E_FORBIDDEN({ what: CUSTOMISE })

  function mayShape(name: string): boolean {
    const own = changes.filter((change) => change.kind === 'form' && change.name === name)
    const known = states.flatMap((state) => state.form.get(name)?.entity ?? [])
    const entities = new Set<unknown>([...known, ...own.flatMap(entitySet)])
    return (
      entities.size > 0 &&
      [...entities].every((entity) =>
        states.every((state) => designsFormsOf(actor, state.entity.get(String(entity))))
      )
    )
  }
}

const isOnly = (what: readonly Place[], kind: DefinitionKind): boolean =>
  what.length > 0 && what.every((place) => place.kind === kind)

/** The entity that a change of a form makes it one of. */
function entitySet({ path, value }: ClientChange): unknown[] {
  if (path[0] === 'entity') return [value]
  if (path.length > 0) return []
  return [value !== null && typeof value === 'object' && 'entity' in value ? value.entity : '']
}
