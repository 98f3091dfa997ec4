/**
 * What a reader is shown of a form. Inputs of fields that the reader may not see are left out. So is every expression that needs
 * such a field, because its text tells what the field is compared with, and the browser has no value to evaluate it with: an
 * element whose condition cannot be known is not shown, an input that may be read-only or is calculated is not written to. The
 * server enforces the whole form. Pure.
 */
import { elementTree, walk } from '#core/forms/element_tree'
import { expressionPaths } from '#core/forms/expression_names'
import type { Feel, FormElement, InputLogic } from '#core/forms/model'
import type { EntityDefinition, FormDefinition } from '#core/metadata/types'
import type { Sight } from '#core/metadata/visible_views'
import { fieldOf, isSystemField } from '#core/records/system_fields'

/** Always read-only; said where the real condition may not be known. */
const ALWAYS: Feel = 'true'

/** What a reader sees of one entity and of the entities its fields lead to. */
class EntitySight {
  constructor(
    private sight: Sight,
    readonly entity: EntityDefinition
  ) {}

  level(field: string): 'none' | 'masked' | 'clear' {
    const definition = fieldOf(this.entity, field)
    if (!definition) return 'none'
    if (isSystemField(field)) return 'clear'
    const level = this.sight.access.field(this.entity.name, field)
    return level === 'none' || level === 'masked' ? level : 'clear'
  }

  behind(field: string): EntitySight | null {
    const definition = fieldOf(this.entity, field)
    if (definition?.type !== 'lookup' && definition?.type !== 'one_to_many') return null
    const target = this.sight.metadata.entity.get(definition.target)
    if (!target || target.removed) return null
    return this.sight.access.depth(target.name, 'read') === 'none'
      ? null
      : new EntitySight(this.sight, target)
  }

  /** Whether an expression takes only what the reader may know. A name that is no field is a question, `user` or nothing. */
  mayKnow(paths: readonly string[][]): boolean {
    return paths.every(([name = '', inner]) => {
      if (!fieldOf(this.entity, name)) return true
      if (this.level(name) !== 'clear') return false
      if (inner === undefined || !this.#leadsOn(name)) return true
      const target = this.behind(name)
      return target !== null && !target.isHidden(inner)
    })
  }

  #leadsOn(field: string): boolean {
    const type = fieldOf(this.entity, field)?.type
    return type === 'lookup' || type === 'one_to_many'
  }

  isRelation(field: string): boolean {
    return fieldOf(this.entity, field)?.type === 'one_to_many'
  }

  isHidden(field: string): boolean {
    return fieldOf(this.entity, field) !== undefined && this.level(field) !== 'clear'
  }
}

/** Forms for other roles than `roles` are left out; null: whoever asks sees all. */
export function visibleForm(
  sight: Sight,
  form: FormDefinition,
  roles: readonly string[] | null
): FormDefinition | null {
  const entity = sight.metadata.entity.get(form.entity)
  const { access } = sight
  if (!entity || entity.removed) return null
  if (
    access.depth(entity.name, 'read') === 'none' &&
    access.depth(entity.name, 'create') === 'none'
  )
    return null
  if (roles && form.roles && !form.roles.some((role) => roles.includes(role))) return null
  const outer = new EntitySight(sight, entity)
  if (form.when !== undefined && !outer.mayKnow(expressionPaths(form.when))) return null
  const elements: Record<string, FormElement> = {}
  const sights = new Map<string | undefined, EntitySight>([[undefined, outer]])
  for (const { name, element } of walk(elementTree(form))) {
    const scope = sights.get(element.parent)
    const shown = scope && visibleElement(scope, outer, form, element)
    if (!shown) continue
    const rows = element.kind === 'repeater' && outer.isRelation(element.field)
    const inner = rows ? outer.behind(element.field) : scope
    if (!inner) continue
    elements[name] = shown
    sights.set(name, inner)
  }
  return { ...form, elements }
}

function visibleElement(
  scope: EntitySight,
  outer: EntitySight,
  form: FormDefinition,
  element: FormElement
): FormElement | null {
  if ('field' in element && element.field !== undefined && scope.level(element.field) === 'none')
    return null
  if (element.kind === 'question' && form.answersField && outer.isHidden(form.answersField))
    return null
  const known = (expression: Feel | undefined): boolean => {
    if (expression === undefined) return true
    const paths = expressionPaths(expression)
    return scope.mayKnow(paths) && outer.mayKnow(paths)
  }
  if (!known(element.visibleWhen)) return null
  if (element.kind !== 'field' && element.kind !== 'question') return element
  const shown = { ...element }
  hideLogic(shown, known)
  return shown
}

/** Takes from an input's logic what the reader may not know. */
function hideLogic(logic: InputLogic, known: (feel: Feel | undefined) => boolean): void {
  if (!known(logic.requiredWhen)) delete logic.requiredWhen
  if (!known(logic.readOnlyWhen) || !known(logic.value)) logic.readOnlyWhen = ALWAYS
  if (!known(logic.value)) delete logic.value
  if (!logic.rules) return
  logic.rules = Object.fromEntries(
    Object.entries(logic.rules).filter(([, { valid }]) => known(valid))
  )
}
