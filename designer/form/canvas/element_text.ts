import type { FieldDefinition } from '#core/metadata/types'
import type { FormDefinition, FormElement } from '#core/forms/model'
import type { ReadableEntity } from '#ui/api/types.js'
import { rowsOf } from '../model/tree.js'

export const KIND_ICONS: Record<FormElement['kind'], string> = {
  page: 'i-lucide-panel-top',
  section: 'i-lucide-rows-3',
  columns: 'i-lucide-columns-2',
  field: 'i-lucide-square-pen',
  question: 'i-lucide-message-circle-question-mark',
  repeater: 'i-lucide-repeat-2',
  heading: 'i-lucide-heading',
  divider: 'i-lucide-minus',
  text: 'i-lucide-text',
  related_list: 'i-lucide-list',
  timeline: 'i-lucide-history',
  recording_player: 'i-lucide-audio-lines',
}

/** The entities a form can name fields of. */
export type Entities = Readonly<Record<string, ReadableEntity>>

/** The entity whose records an element's field belongs to: the form's, or that of the repeater's rows. */
export function entityOfPlace(
  form: FormDefinition,
  entities: Entities,
  container: string | null
): ReadableEntity | null {
  const own = entities[form.entity] ?? null
  const rows = rowsOf(form, container)
  if (rows === null) return own
  const repeater = form.elements[rows]
  const field = repeater?.kind === 'repeater' ? own?.fields[repeater.field] : undefined
  return field?.type === 'one_to_many' ? (entities[field.target] ?? null) : null
}

/** The definition of the value that an element takes; null where it takes none or its field is gone. */
export function definitionOf(
  form: FormDefinition,
  entities: Entities,
  element: FormElement
): FieldDefinition | null {
  if (element.kind === 'question') return element.definition
  if (element.kind !== 'field') return null
  const entity = entityOfPlace(form, entities, element.parent ?? null)
  return entity?.fields[element.field] ?? entity?.systemFields?.[element.field] ?? null
}

/** What people call an element: its own label, that of its field, or its kind. */
export function titleOf(
  form: FormDefinition,
  entities: Entities,
  name: string,
  label: (text: { en: string; fa?: string; az?: string } | undefined) => string,
  kind: (kind: FormElement['kind']) => string
): string {
  const element = form.elements[name]
  if (!element) return name
  const own = label(element.label)
  if (own) return own
  const field = label(definitionOf(form, entities, element)?.label)
  if (field) return field
  if (element.kind === 'repeater' || element.kind === 'related_list') {
    const many = label(entities[form.entity]?.fields[element.field]?.label)
    if (many) return many
  }
  return element.kind === 'field' ? element.field : kind(element.kind)
}
