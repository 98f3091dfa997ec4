import type { FormDefinition, FormElement } from '#core/forms/model'
import type { ReadableEntity } from '#ui/api/types.js'

/** Under which the answers of a task's own questions stand together, here and on the server. */
export const ANSWERS = 'answers'
const LABEL = { en: 'Answers', fa: 'پاسخ‌ها', az: 'Cavablar' }
const ALL = { create: true, read: true, update: true, delete: false, export: false, import: false }

/** A task's own form has no record behind it: an entity that is none, with one field for all answers. */
export const QUESTION_ENTITY: ReadableEntity = {
  name: 'workflow_task_form',
  table: 'workflow_task_form',
  label: LABEL,
  labelPlural: LABEL,
  icon: 'clipboard-check',
  titleField: ANSWERS,
  access: ALL,
  fields: { [ANSWERS]: { type: 'json', label: LABEL, access: 'write' } },
}

export function questionForm(name: string, elements: Record<string, FormElement>): FormDefinition {
  return {
    name,
    entity: QUESTION_ENTITY.name,
    label: LABEL,
    kind: 'main',
    elements,
    answersField: ANSWERS,
  }
}
