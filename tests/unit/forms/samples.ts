import { compileForm, type CompiledForm } from '#core/forms/compiled_form'
import type { FormEntity } from '#core/forms/form_entity'
import { formState, type FormContext, type FormState } from '#core/forms/form_state'
import type { FormDefinition, FormElement } from '#core/forms/model'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { Json } from '#core/metadata/types'

const label = { en: 'x' }

/** An order with lines, an amount and a date, of which forms are made. */
export const order: FormEntity = {
  name: 'order',
  fields: {
    title: { type: 'text', label, required: true },
    kind: { type: 'choice', label, choices: 'order_kind' },
    amount: { type: 'money', label, currency: 'IRR' },
    discount: { type: 'decimal', label, scale: 2, min: 0, max: 100 },
    total: { type: 'decimal', label, scale: 2 },
    due: { type: 'date', label },
    reason: { type: 'long_text', label },
    secret: { type: 'integer', label },
    lines: { type: 'one_to_many', label, target: 'line', inverse: 'order' },
  },
}
export const line: FormEntity = {
  name: 'line',
  fields: {
    order: { type: 'lookup', label, target: 'order' },
    product: { type: 'text', label, required: true },
    quantity: { type: 'integer', label, min: 1 },
    price: { type: 'decimal', label, scale: 2 },
    sum: { type: 'decimal', label, scale: 2 },
  },
}
const entities: Record<string, FormEntity> = { order, line }

export const context: FormContext = {
  now: '2026-11-28T08:00:00.000Z',
  user: { id: 7, name: 'Sara', roles: ['agent'] },
  types: new FieldTypes(),
}

export function formOf(elements: Record<string, FormElement>): FormDefinition {
  return { name: 'order_main', entity: 'order', label, kind: 'main', elements }
}

export const compiled = (elements: Record<string, FormElement>): CompiledForm =>
  compileForm({ elements }, order, (name) => entities[name])

export const stateOf = (
  elements: Record<string, FormElement>,
  values: Record<string, Json>
): FormState => formState(compiled(elements), values, context)
