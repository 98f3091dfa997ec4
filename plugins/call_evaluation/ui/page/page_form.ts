import { elementTree, walk } from '#core/forms/element_tree'
import type { FormDefinition, FormElement } from '#core/forms/model'
import type { LocalizedText } from '#core/metadata/types'
import type { ReadableEntity } from '#ui/api/types.js'

/** What the page shows around the form needs no second place in it. */
const AROUND = new Set(['recording_player', 'timeline', 'related_list'])

/** The form as the page draws it: without what stands around it, and for who only reads without inputs. */
export function pageForm(
  form: FormDefinition,
  { editableFields = [] }: Pick<ReadableEntity, 'editableFields'>,
  writable: boolean
): FormDefinition {
  const keeps = (element: FormElement): boolean =>
    !AROUND.has(element.kind) &&
    (element.kind !== 'field' ||
      editableFields.includes(element.field) ||
      element.scoring !== undefined)
  const shown = (element: FormElement): FormElement =>
    element.kind === 'question' && !writable
      ? { ...element, definition: { ...element.definition, readOnly: true } }
      : element
  const elements = Object.entries(form.elements)
    .filter(([, element]) => keeps(element))
    .map(([name, element]) => [name, shown(element)] as const)
  return { answersField: 'answers', ...form, elements: Object.fromEntries(elements) }
}

interface Named {
  name: string
  label: LocalizedText | undefined
}
const ownLabel = (element: FormElement): LocalizedText | undefined =>
  element.label ?? (element.kind === 'question' ? element.definition.label : undefined)

/** The criteria of a form, in its order. */
export function criteriaOf(form: FormDefinition | undefined): Named[] {
  if (!form) return []
  return [...walk(elementTree(form))].flatMap(({ name, element }) =>
    (element.kind === 'question' || element.kind === 'field') && element.scoring
      ? [{ name, label: ownLabel(element) }]
      : []
  )
}

/** Labels of the sections, by element. */
export function sectionLabels(form: FormDefinition | undefined): Record<string, LocalizedText> {
  const found: Record<string, LocalizedText> = {}
  for (const [name, { kind, label }] of Object.entries(form?.elements ?? {}))
    if (kind === 'section' && label) found[name] = label
  return found
}
