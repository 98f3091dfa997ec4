import { commentKey, notApplicableKey } from '#core/forms/answer_keys'
import type { FormInput, Repeater } from '#core/forms/compiled_form'
import { checkField, isEmptyValue } from '#core/forms/field_rules'
import { brokenRules, elementState, type FormState } from '#core/forms/form_state'
import { valueNode } from '#core/forms/compiled_form'
import { markOf } from '#core/forms/scoring'
import type { Json, JsonPrimitive, LocalizedText } from '#core/metadata/types'

/** One thing that is wrong, or (`warning`) worth a second look, with what was entered. */
export interface FormIssue {
  element: string
  /** Key of the value; of rows `lines.0.amount`. */
  path: string
  code: string
  params?: Record<string, JsonPrimitive>
  /** The form's own words; without them the text of the code. */
  message?: LocalizedText
  level: 'error' | 'warning'
}

/** Everything that is wrong, in the order of the form. The one set of rules: FormKit runs it while typing, the server before saving. */
export function formIssues(state: FormState): FormIssue[] {
  return [...state.form.inputs.keys()].flatMap((element) => inputIssues(state, element))
}

/** What is wrong with one input. Hidden and read-only ones are not looked at: nobody could put them right. */
export function inputIssues(state: FormState, element: string): FormIssue[] {
  const input = state.form.inputs.get(element)
  const { visible, readOnly, required } = elementState(state, element)
  if (!input || !visible || readOnly) return []
  const repeater = state.form.repeaters.get(element)
  if (repeater) return repeaterIssues(state, repeater, required)
  const { key, logic } = input
  const value = state.results.get(valueNode(key)) ?? null
  const issue = (code: string, params?: Record<string, JsonPrimitive>): FormIssue => ({
    element,
    path: key,
    code,
    ...(params ? { params } : {}),
    level: 'error',
  })
  const notApplicable =
    logic.scoring?.notApplicable === true && state.raw[notApplicableKey(key)] === true
  if (notApplicable) return []
  const found = checkField({ ...input.definition, required }, value, state.context.types)
  const issues = found ? [issue(found.code, found.params)] : []
  if (!found) issues.push(...ruleIssues(state, input))
  const missing = commentMissing(input, value, state.raw[commentKey(key)])
  return missing ? [...issues, { ...issue('E_FORM_COMMENT'), path: commentKey(key) }] : issues
}

function commentMissing({ logic, definition }: FormInput, value: Json, comment: Json | undefined) {
  const { scoring } = logic
  if (scoring?.commentBelow === undefined || !isEmptyValue(comment)) return false
  const mark = markOf(scoring, definition, value)
  return mark !== null && mark < scoring.commentBelow
}

function ruleIssues(state: FormState, input: FormInput): FormIssue[] {
  return brokenRules(state, input).flatMap((name) => {
    const rule = input.logic.rules?.[name]
    if (!rule) return []
    const { message, level = 'error' } = rule
    return [
      {
        element: input.element,
        path: input.key,
        code: 'E_FORM_RULE',
        message,
        level,
        params: { rule: name },
      },
    ]
  })
}

function repeaterIssues(
  state: FormState,
  { input, element }: Repeater,
  required: boolean
): FormIssue[] {
  const rows = state.rows.get(input.element) ?? []
  const { minRows = required ? 1 : 0, maxRows } = element
  const own = { element: input.element, path: input.key, level: 'error' as const }
  const issues: FormIssue[] = rows.flatMap((row, at) =>
    formIssues(row).map((issue) => ({ ...issue, path: `${input.key}.${at}.${issue.path}` }))
  )
  if (rows.length < minRows)
    issues.push({ ...own, code: 'E_FORM_ROWS_MIN', params: { min: minRows } })
  if (maxRows !== undefined && rows.length > maxRows)
    issues.push({ ...own, code: 'E_FORM_ROWS_MAX', params: { max: maxRows } })
  return issues
}
