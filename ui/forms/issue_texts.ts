import type { FormIssue } from '#core/forms/form_issues'
import { useFormat } from '../composables/use_format.js'
import { i18n } from '../i18n/i18n.js'
import { localiseParams } from './localise_params.js'

/** Text of a problem with a value, in the present language. */
export function issueText(code: string, params: Record<string, unknown> = {}): string {
  const key = `errors.${code}`
  const { t, te } = i18n.global
  return te(key) ? t(key, localiseParams(params)) : code
}

/** Texts of what the form's rules found: the form's own words where it has some. */
export function useIssueTexts(): { text: (issue: FormIssue) => string } {
  const format = useFormat()
  return {
    text: ({ code, params, message }) =>
      message ? format.value.label(message) : issueText(code, params),
  }
}
