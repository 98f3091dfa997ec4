/** What a person sent through a form, put beside what is stored, and judged by the form's own rules. Pure. */
import { valueNode, type CompiledForm, type FormInput } from '#core/forms/compiled_form'
import { formIssues, type FormIssue } from '#core/forms/form_issues'
import {
  answerKeys,
  answersToSave,
  isSaved,
  valuesForForm,
  type JsonRecord,
} from '#core/forms/form_saving'
import { elementState, formState, type FormContext, type FormState } from '#core/forms/form_state'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { Json, Language } from '#core/metadata/types'
import { FORM_DETAIL } from '#core/records/forms/form_errors'

export interface FormSubmission {
  compiled: CompiledForm
  answersField: string | undefined
  context: FormContext
  language: Language
  /** Elements that the sender is shown: nobody is asked for what they cannot see. */
  shown: ReadonlySet<string>
  /** Fields that the sender may write. */
  mayWrite: (field: string) => boolean
  /** What is stored, rows included; null for a new record. */
  stored: JsonRecord | null
  sent: JsonRecord
}

export interface JudgedForm {
  issues: ErrorDetail[]
  state: FormState
  /** What the sender writes, by field; without rows of one-to-many fields. */
  values: JsonRecord
  /** What the form worked out, to be written whoever sends. */
  computed: JsonRecord
}

const equal = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

export function judgeForm(submission: FormSubmission): JudgedForm {
  const { compiled, answersField, context, stored, sent } = submission
  const before =
    stored && formState(compiled, valuesForForm(compiled, stored, answersField), context)
  const raw = valuesForForm(compiled, { ...stored, ...sent }, answersField)
  const state = formState(compiled, raw, context)
  const judged: JudgedForm = { issues: [], state, values: {}, computed: {} }
  for (const [key, value] of Object.entries(sent)) {
    const input = [...compiled.inputs.values()].find(
      (one) => one.kind !== 'question' && one.key === key
    )
    if (key === answersField) judged.issues.push(...answerIssues(submission, value))
    else if (input) take(judged, submission, input, value)
    else judged.values[key] = value
  }
  judged.issues.push(...ruleDetails(submission, state, before))
  compute(judged, submission)
  return judged
}

/** A sent value is taken, dropped where it changes nothing or is worked out, or refused. */
function take(judged: JudgedForm, submission: FormSubmission, input: FormInput, value: Json): void {
  const { visible, readOnly, calculated } = elementState(judged.state, input.element)
  if (calculated || equal(value, submission.stored?.[input.key])) return
  if (!visible) {
    judged.issues.push({ path: input.key, code: FORM_DETAIL.hidden })
    return
  }
  /** What its entity or the sender's roles forbid, the record engine refuses in its own words. */
  if (readOnly && input.writable) {
    judged.issues.push({ path: input.key, code: FORM_DETAIL.readOnly })
    return
  }
  if (input.kind === 'repeater' && input.definition.type === 'one_to_many') return
  judged.values[input.key] = value
}

/** Answers of questions that are hidden, read-only or not asked at all. */
function answerIssues({ compiled, stored, answersField, ...rest }: FormSubmission, answers: Json) {
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return []
  const before = (answersField !== undefined && stored?.[answersField]) || {}
  const known = new Set(answerKeys(compiled))
  const state = formState(
    compiled,
    valuesForForm(compiled, { ...stored, ...rest.sent }, answersField),
    rest.context
  )
  return Object.entries(answers).flatMap(([key, value]): ErrorDetail[] => {
    const own = (before as JsonRecord)[key]
    if (equal(own, value)) return []
    const path = `${answersField}.${key}`
    if (!known.has(key))
      return [{ path, code: FORM_DETAIL.unknownAnswer, params: { question: key } }]
    const input = [...compiled.inputs.values()].find((one) => one.key === key)
    if (!input || input.kind !== 'question') return []
    const { visible, readOnly, calculated } = elementState(state, input.element)
    if (calculated || !visible) return []
    return readOnly ? [{ path, code: FORM_DETAIL.readOnly }] : []
  })
}

/**
 * What the rules find. Of a new record everything; of a change only what was sent, and what was right before it: nobody is kept
 * from saving one field by a fault that was there all along in another.
 */
function ruleDetails(
  { sent, shown, mayWrite, language, answersField }: FormSubmission,
  state: FormState,
  before: FormState | null
): ErrorDetail[] {
  const known = new Set(before ? formIssues(before).map(identityOf) : [])
  return formIssues(state).flatMap((issue): ErrorDetail[] => {
    const input = state.form.inputs.get(issue.element) ?? null
    if (issue.level !== 'error' || !shown.has(rootElement(issue, state))) return []
    if (input?.kind === 'field' && !mayWrite(input.key)) return []
    const key = issue.path.split('.')[0] ?? ''
    const given =
      key in sent ||
      (input?.kind === 'question' && answersField !== undefined && answersField in sent)
    if (!given && known.has(identityOf(issue))) return []
    return [detailOf(issue, language)]
  })
}

/** Issues of rows bear the row's element; their repeater is that of the path. */
function rootElement({ element, path }: FormIssue, { form }: FormState): string {
  if (form.inputs.has(element)) return element
  const key = path.split('.')[0]
  return [...form.inputs.values()].find((input) => input.key === key)?.element ?? element
}

const identityOf = ({ path, code, params }: FormIssue): string =>
  `${path} ${code} ${params?.rule ?? ''}`

function detailOf({ path, code, params, message }: FormIssue, language: Language): ErrorDetail {
  if (!message) return { path, code, ...(params ? { params } : {}) }
  return { path, code, params: { ...params, message: message[language] ?? message.en } }
}

/** Calculated fields whose value differs from what is stored, and the answers as the form keeps them. */
function compute(
  judged: JudgedForm,
  { compiled, answersField, stored, sent }: FormSubmission
): void {
  const { state, computed } = judged
  for (const input of compiled.inputs.values()) {
    if (input.kind !== 'field' || input.logic.value === undefined) continue
    if (!elementState(state, input.element).visible) continue
    const value = state.results.get(valueNode(input.key)) ?? null
    if (!equal(value, stored?.[input.key])) computed[input.key] = value
  }
  for (const [key, value] of Object.entries(judged.values)) {
    const input = [...compiled.inputs.values()].find(
      (one) => one.kind === 'repeater' && one.key === key
    )
    if (input && isSaved(state, input)) judged.values[key] = jsonRows(state, input, value)
  }
  if (answersField === undefined || answerKeys(compiled).length === 0) return
  const answers = answersToSave(state, stored?.[answersField])
  if (equal(answers, stored?.[answersField])) return
  if (answersField in sent) judged.values[answersField] = answers
  else if (stored === null ? Object.keys(answers).length > 0 : true)
    computed[answersField] = answers
}

/** Rows of a JSON field, with what the form works out in each. */
function jsonRows(state: FormState, { element, key }: FormInput, sent: Json): Json {
  if (!state.rows.has(element)) return sent
  const rows = state.results.get(valueNode(key))
  return Array.isArray(rows)
    ? rows.map((row) => {
        const kept = { ...(row as JsonRecord) }
        for (const own of ['__key', 'id', 'version']) delete kept[own]
        return kept
      })
    : sent
}
