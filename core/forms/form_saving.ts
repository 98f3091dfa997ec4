/** What of a form's values is saved, and how stored values come into a form. Browser and server alike. */
import { commentKey, notApplicableKey, ROW_KEY } from '#core/forms/answer_keys'
import { valueNode, type CompiledForm, type FormInput } from '#core/forms/compiled_form'
import { elementState, type FormState, type FormValues } from '#core/forms/form_state'
import type { Json } from '#core/metadata/types'

export type JsonRecord = Record<string, Json>

const NOT_APPLICABLE = notApplicableKey('')

const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keys that an input holds beside its value: "not applicable" and the comment. */
export function extraKeys({ key, logic }: FormInput): string[] {
  return logic.scoring ? [notApplicableKey(key), commentKey(key)] : []
}

/** Keys whose values are kept together in the form's answers field. */
export function answerKeys(form: CompiledForm): string[] {
  return [...form.inputs.values()].flatMap((input) =>
    input.kind === 'question' ? [input.key, ...extraKeys(input)] : extraKeys(input)
  )
}

/** A record's values as the form holds them: answers stand beside fields. */
export function valuesForForm(
  form: CompiledForm,
  values: FormValues,
  answersField: string | undefined
): JsonRecord {
  const answers = answersField === undefined ? undefined : values[answersField]
  const flat: JsonRecord = { ...values }
  if (!isRecord(answers)) return flat
  for (const key of answerKeys(form)) {
    const value = answers[key]
    if (value !== undefined) flat[key] = value
  }
  return flat
}

/** Whether what an input holds goes into the record: visible, and either calculated or written by the person. */
export function isSaved(state: FormState, input: FormInput): boolean {
  const { visible, readOnly, calculated } = elementState(state, input.element)
  return visible && (calculated ? input.kind === 'question' || input.writable : !readOnly)
}

/** The answers as they are stored: those of before, changed by what the form says now. Hidden questions have none. */
export function answersToSave(state: FormState, before: Json | undefined): JsonRecord {
  const answers: JsonRecord = isRecord(before) ? { ...before } : {}
  for (const input of state.form.inputs.values()) {
    const { visible } = elementState(state, input.element)
    const value = state.results.get(valueNode(input.key)) ?? null
    if (input.kind === 'question') put(answers, input.key, visible ? value : null)
    for (const key of extraKeys(input)) put(answers, key, visible ? (state.raw[key] ?? null) : null)
  }
  return answers
}

/** An answer that is not given has no place among the answers. "No" is an answer; a switch that is off is none. */
function put(into: JsonRecord, key: string, value: Json): void {
  const none = value === null || value === '' || (value === false && key.endsWith(NOT_APPLICABLE))
  if (none) delete into[key]
  else into[key] = value
}

/** The rows of a repeater as they are saved: which record a row is, and what its inputs hold. */
export function rowsToSave(state: FormState, element: string): JsonRecord[] {
  return (state.rows.get(element) ?? []).map((row) => {
    const saved: JsonRecord = {}
    for (const key of ['id', 'version']) {
      const value = row.raw[key]
      if (value !== undefined && value !== null) saved[key] = value
    }
    for (const input of row.form.inputs.values()) {
      if (isSaved(row, input)) saved[input.key] = row.results.get(valueNode(input.key)) ?? null
    }
    return saved
  })
}

/** Everything that a form saves, by field; rows of one-to-many fields under the field's name. */
export function valuesToSave(state: FormState, answersField: string | undefined): JsonRecord {
  const saved: JsonRecord = {}
  for (const input of state.form.inputs.values()) {
    if (input.kind === 'question' || !isSaved(state, input)) continue
    saved[input.key] =
      input.kind === 'repeater'
        ? rowsToSave(state, input.element)
        : (state.results.get(valueNode(input.key)) ?? null)
  }
  if (answersField !== undefined && answerKeys(state.form).length > 0)
    saved[answersField] = answersToSave(state, state.raw[answersField])
  return saved
}

/** Rows without what only tells them apart while they are edited. */
export function withoutRowKeys(rows: Json | undefined): Json {
  if (!Array.isArray(rows)) return rows ?? null
  return rows.map((row) => {
    if (!isRecord(row)) return row
    const rest = { ...row }
    delete rest[ROW_KEY]
    return rest
  })
}
