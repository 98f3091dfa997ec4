import type { LintIssue } from '../model/lint.js'

type Translate = (key: string, params: Record<string, unknown>) => string

/** A fault in words: our own under the builder's texts, those that the server knows under its errors. */
export function faultText(t: Translate, { code, params = {} }: LintIssue): string {
  return t(code.startsWith('lint_') ? `form_builder.lint.${code.slice(5)}` : `errors.${code}`, {
    ...params,
  })
}
