import { E_VALIDATION } from '#core/errors/errors'
import { compileForm } from '#core/forms/compiled_form'
import type { FormElement } from '#core/forms/model'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Json } from '#core/metadata/types'
import { judgeForm } from '#core/records/forms/form_input'
import type { Actor } from '#core/security/types'
import type { ProcessState, Values } from '#core/workflow/kernel/types'

/** Under which the answers of a task's own questions stand together, as in a form of an entity. */
export const ANSWERS = 'answers'

/** An entity that is none: a task's own form has no record behind it. */
const NO_RECORD = {
  name: 'workflow_task_form',
  fields: { [ANSWERS]: { type: 'json' as const, label: { en: 'Answers' } } },
}

/**
 * Judges the answers to a task's own questions by the engine that the browser runs; answers what becomes variables.
 *
 * @throws E_VALIDATION with a detail for each question
 */
export function judgeQuestions(
  actor: Actor,
  elements: Record<string, FormElement>,
  sent: Values,
  { types, now }: { types: FieldTypes; now: Date }
): Values {
  const compiled = compileForm({ elements }, NO_RECORD, () => null)
  const judged = judgeForm({
    compiled,
    answersField: ANSWERS,
    context: {
      now: now.toISOString(),
      user: { id: actor.userId, name: actor.name, roles: [...actor.roles] },
      types,
    },
    language: actor.language,
    shown: new Set(Object.keys(elements)),
    mayWrite: () => true,
    stored: null,
    sent: { [ANSWERS]: sent },
  })
  if (judged.issues.length > 0) throw new E_VALIDATION({}, judged.issues)
  const answers = judged.values[ANSWERS] ?? judged.computed[ANSWERS]
  return valuesOf(answers)
}

export function valuesOf(value: Json | undefined): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** What the questions begin with: variables of the same name. */
export function startingValues(elements: Record<string, FormElement>, local: Values): Values {
  const values: Values = {}
  for (const name of Object.keys(elements)) {
    const value = local[name]
    if (value !== undefined && value !== null) values[name] = value
  }
  return values
}

/** Variables that can be seen from a scope: the inner one's count. */
export function variablesAt(state: ProcessState, scope: string): Values {
  const found = state.scopes[scope]
  if (!found) return {}
  const outer = found.parent === null ? {} : variablesAt(state, found.parent)
  return { ...outer, ...found.variables }
}
