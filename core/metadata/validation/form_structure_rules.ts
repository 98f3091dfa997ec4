import { isContainer } from '#core/forms/element_tree'
import type { FormElement, FormElementKind } from '#core/forms/model'
import { isObject } from '#core/metadata/layers/types'
import type { FormDefinition } from '#core/metadata/types'
import type { IssueList } from '#core/metadata/validation/context'

/** What may stand in what. Everything that is not named may stand in any container. */
const PARENTS: Partial<Record<FormElementKind, readonly FormElementKind[]>> = {
  page: [],
  section: ['page'],
  columns: ['page', 'section', 'repeater'],
  repeater: ['page', 'section', 'columns'],
  related_list: ['page', 'section', 'columns'],
  timeline: ['page', 'section', 'columns'],
  recording_player: ['page', 'section', 'columns'],
}

/** Whether an element stands in a container that is there and may hold it, and not in itself. */
export function checkParent(
  issues: IssueList,
  { elements }: FormDefinition,
  name: string,
  element: FormElement
): void {
  const path = `elements.${name}.parent`
  if (element.parent === undefined) return
  const parent = Object.hasOwn(elements, element.parent) ? elements[element.parent] : undefined
  const params = { name: String(element.parent) }
  if (!issues.require(isObject(parent), 'E_FORM_PARENT', path, params) || !parent) return
  const allowed = PARENTS[element.kind]
  const fits = isContainer(parent.kind) && (!allowed || allowed.includes(parent.kind))
  issues.require(fits, 'E_FORM_PLACE', path, {
    kind: String(element.kind),
    parent: String(parent.kind),
  })
  const way = [name]
  let at: string | undefined = element.parent
  while (at !== undefined && !way.slice(1).includes(at)) {
    if (at === name) return issues.add('E_FORM_CONTAINS_ITSELF', path, { way: way.join(' → ') })
    way.push(at)
    at = Object.hasOwn(elements, at) ? elements[at]?.parent : undefined
  }
}
