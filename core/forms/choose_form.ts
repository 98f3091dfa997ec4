import { expressionNames } from '#core/forms/expression_names'
import { feelValue } from '#core/forms/feel_values'
import type { FormContext, FormValues } from '#core/forms/form_state'
import type { FormEntity } from '#core/forms/form_entity'
import type { FormDefinition, FormKind } from '#core/forms/model'
import { evaluateFeel } from '#core/expressions/feel'

export interface ChoiceOfForm {
  kind: FormKind
  entity: FormEntity
  /** Of the record, or of the one being made. */
  values: FormValues
  context: Pick<FormContext, 'now' | 'user'>
}

/**
 * The form of a kind for a record and a person: of those whose roles and `when` fit the first by `order`, then by name. A form for
 * roles or with a condition goes before a general one of the same order, because it says more precisely for what it is.
 */
export function chooseForm(
  forms: Iterable<FormDefinition>,
  { kind, entity, values, context }: ChoiceOfForm
): FormDefinition | null {
  const fitting = [...forms].filter(
    (form) =>
      !form.removed &&
      form.entity === entity.name &&
      form.kind === kind &&
      (!form.roles || form.roles.some((role) => context.user.roles.includes(role))) &&
      (form.when === undefined || holds(form.when, entity, values, context))
  )
  return fitting.sort(byPrecedence)[0] ?? null
}

function byPrecedence(a: FormDefinition, b: FormDefinition): number {
  const order = (a.order ?? 100) - (b.order ?? 100)
  if (order !== 0) return order
  const precise = Number(isPrecise(b)) - Number(isPrecise(a))
  return precise === 0 ? (a.name < b.name ? -1 : 1) : precise
}

const isPrecise = ({ roles, when }: FormDefinition): boolean =>
  roles !== undefined || when !== undefined

function holds(
  feel: string,
  entity: FormEntity,
  values: FormValues,
  context: Pick<FormContext, 'now' | 'user'>
): boolean {
  const names: Record<string, unknown> = {}
  for (const name of expressionNames(feel))
    names[name] = feelValue(values[name], entity.fields[name])
  const { value } = evaluateFeel(feel, { ...names, user: context.user }, { now: context.now })
  return value === true
}
