import type { FormElement } from '#core/forms/model'
import type { FieldDefinition, LocalizedText } from '#core/metadata/types'

/** A question of an action's editor; what is not `required` may be left out. */
export function question(
  definition: FieldDefinition,
  more: Partial<FormElement> = {}
): FormElement {
  return { kind: 'question', definition, label: definition.label, ...more } as FormElement
}

export function sentence(
  label: LocalizedText,
  options: { required?: boolean; long?: boolean; help?: LocalizedText } = {}
): FormElement {
  const { required = false, long = false, help } = options
  const common = { label, required, ...(help ? { help } : {}) }
  return question(
    long ? { type: 'long_text', ...common } : { type: 'text', maxLength: 1_000, ...common }
  )
}

export function structure(
  label: LocalizedText,
  options: { required?: boolean; help?: LocalizedText } = {}
): FormElement {
  const { required = false, help } = options
  return question({ type: 'json', label, required, ...(help ? { help } : {}) })
}

export function whole(
  label: LocalizedText,
  { min, max }: { min?: number; max?: number } = {}
): FormElement {
  return question({
    type: 'integer',
    label,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  })
}
