import { isContainer } from '#core/forms/element_tree'
import { FORM_KINDS, type FormElement, type FormElementKind } from '#core/forms/model'
import { isObject } from '#core/metadata/layers/types'
import type { EntityDefinition, FormDefinition } from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { isName } from '#core/metadata/validation/names'
import { entityOf } from '#core/metadata/validation/other_rules'
import { checkLabel } from '#core/metadata/validation/shape'
import { isSystemField } from '#core/records/system_fields'

/** Checks one form: its elements alone, then how they stand to each other and to the entity. */
export function checkForm(
  issues: IssueList,
  context: ValidationContext,
  form: FormDefinition
): void {
  checkLabel(issues, form.label, 'label')
  issues.require(FORM_KINDS.includes(form.kind), 'E_WRONG_TYPE', 'kind')
  const entity = entityOf(issues, context, form.entity)
  if (!issues.require(isObject(form.elements), 'E_WRONG_TYPE', 'elements') || !entity) return
  const seen = new Set<string>()
  for (const [name, element] of Object.entries(form.elements)) {
    const path = `elements.${name}`
    issues.require(isName(name), 'E_NAME_PATTERN', path, { name })
    if (!issues.require(isObject(element), 'E_WRONG_TYPE', path) || element.removed) continue
    checkParent(issues, form, name, element)
    if (element.kind !== 'field') continue
    checkField(issues, entity, element.field, `${path}.field`, seen)
  }
}

/** What may stand in what; `null` is the top of the form. Everything not named stands anywhere but in a repeater's place. */
const PARENTS: Partial<Record<FormElementKind, readonly (FormElementKind | null)[]>> = {
  page: [null],
  section: [null, 'page'],
  columns: [null, 'page', 'section', 'repeater'],
  repeater: [null, 'page', 'section', 'columns'],
}

function checkParent(
  issues: IssueList,
  { elements }: FormDefinition,
  name: string,
  element: FormElement
): void {
  const path = `elements.${name}.parent`
  const allowed = PARENTS[element.kind]
  if (element.parent === undefined) return
  const parent = Object.hasOwn(elements, element.parent) ? elements[element.parent] : undefined
  const params = { name: String(element.parent) }
  if (!issues.require(isObject(parent), 'E_FORM_PARENT', path, params) || !parent) return
  const fits = isContainer(parent.kind) && (!allowed || allowed.includes(parent.kind))
  issues.require(fits, 'E_FORM_PLACE', path, { kind: element.kind, parent: parent.kind })
  const way = [name]
  for (let at: string | undefined = element.parent; at !== undefined; at = elements[at]?.parent) {
    if (at === name) return issues.add('E_FORM_CONTAINS_ITSELF', path, { way: way.join(' → ') })
    if (way.includes(at)) return
    way.push(at)
  }
}

function checkField(
  issues: IssueList,
  entity: EntityDefinition,
  field: string,
  path: string,
  seen: Set<string>
): void {
  const known = isSystemField(field) || Object.hasOwn(entity.fields, field)
  issues.require(known, 'E_UNKNOWN_FIELD', path, { entity: entity.name, field: String(field) })
  issues.require(!seen.has(field), 'E_FIELD_TWICE', path, { field: String(field) })
  seen.add(field)
}
