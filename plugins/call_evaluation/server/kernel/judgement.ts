/** What a form says of an evaluation's answers: the score, and whether nothing is missing any more. Pure. */
import { compileForm, valueNode, type EntityByName } from '#core/forms/compiled_form'
import type { FormEntity } from '#core/forms/form_entity'
import { formIssues } from '#core/forms/form_issues'
import { answersToSave, valuesForForm, type JsonRecord } from '#core/forms/form_saving'
import { elementState, formState, type FormContext } from '#core/forms/form_state'
import type { FormDefinition } from '#core/forms/model'
import { score, type FormScore } from '#core/forms/scoring'

export const ANSWERS_FIELD = 'answers'

export interface Judgement {
  score: FormScore
  /** Every item that applies is answered, and no rule of the form is broken: then it may be called done. */
  complete: boolean
  /** The answers as they are kept: of questions that the form asks now, calculated ones included. */
  answers: JsonRecord
}

/**
 * @param values the record's fields in wire form, its answers among them
 */
export function judgeAnswers(
  form: FormDefinition,
  entity: FormEntity,
  entities: EntityByName,
  values: JsonRecord,
  context: FormContext
): Judgement {
  const compiled = compileForm(form, entity, entities)
  const raw = valuesForForm(compiled, values, form.answersField ?? ANSWERS_FIELD)
  const state = formState(compiled, raw, context)
  const effective: JsonRecord = { ...state.raw }
  for (const { key } of compiled.inputs.values())
    effective[key] = state.results.get(valueNode(key)) ?? null
  const result = score(form, effective, {
    fields: entity.fields,
    visible: (element) => elementState(state, element).visible,
  })
  const faulty = formIssues(state).some(({ level }) => level === 'error')
  return {
    score: result,
    complete: result.answered === result.applicable && !faulty,
    answers: answersToSave(state, undefined),
  }
}
