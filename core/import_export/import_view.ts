import { text, texts } from '#core/i18n/texts'
import type { JobView } from '#core/jobs/types'
import type { Json, Language } from '#core/metadata/types'
import type { ImportRecord, PreviewRow, RowIssue } from '#core/import_export/types'

/** The text of a row's error. Its code is an error's or one of a field type's. */
export function issueText(language: Language, { code, params }: RowIssue): string {
  const keys = [`errors.${code}`, `common.validation.${code}`]
  const key = keys.find((candidate) => texts.find(language, candidate) !== null)
  return text(language, key ?? 'common.validation.invalid', params)
}

const localizedIssues = (language: Language, issues: readonly RowIssue[]) =>
  issues.map((issue) => ({ ...issue, message: issueText(language, issue) }))

/** An import as the API shows it. */
export function importView(record: ImportRecord, language: Language, job: JobView | null) {
  const { error, rowsTotal, ...rest } = record
  return {
    ...rest,
    rows: rowsTotal,
    job,
    error: error && { ...error, message: text(language, `errors.${error.code}`, error.params) },
  }
}

export function previewView(rows: readonly PreviewRow[], language: Language) {
  const counts = { create: 0, update: 0, unchanged: 0, error: 0 }
  for (const { action } of rows) counts[action] += 1
  const shown = rows.map(({ issues, values, ...row }) => ({
    ...row,
    values: values as Json,
    issues: localizedIssues(language, issues),
  }))
  return { counts, rows: shown }
}
