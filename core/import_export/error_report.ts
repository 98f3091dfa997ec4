import { BOM, csvLine } from '#core/import_export/csv_writer'
import type { ImportRows } from '#core/import_export/import_rows'
import { issueText } from '#core/import_export/import_view'
import type { ImportRecord, RowIssue } from '#core/import_export/types'
import { text } from '#core/i18n/texts'
import type { Language } from '#core/metadata/types'

function messageOf(language: Language, issue: RowIssue): string {
  const where = issue.column ?? issue.field
  const message = issueText(language, issue)
  return where ? `${where}: ${message}` : message
}

/**
 * Rows that failed as CSV: the columns of the file, so that it can be corrected and imported again, then line, codes and
 * messages in the reader's language.
 */
export async function* errorReport(
  rows: ImportRows,
  record: ImportRecord,
  language: Language
): AsyncGenerator<string> {
  const own = ['line', 'code', 'message'].map((name) => text(language, `imports.report.${name}`))
  yield BOM + csvLine([...record.columns, ...own])
  for await (const errors of rows.errors(record.id, 'import')) {
    yield errors
      .map(({ line, cells, issues }) => {
        const original = record.columns.map((_, index) => cells?.[index] ?? '')
        const codes = issues.map(({ code }) => code).join('; ')
        const messages = issues.map((issue) => messageOf(language, issue)).join('; ')
        return csvLine([...original, String(line ?? ''), codes, messages])
      })
      .join('')
  }
}

/** Records that an undo left as they are, as CSV. */
export async function* undoReport(
  rows: ImportRows,
  record: ImportRecord,
  language: Language
): AsyncGenerator<string> {
  const names = ['record', 'code', 'message'] as const
  yield BOM + csvLine(names.map((name) => text(language, `imports.report.${name}`)))
  for await (const errors of rows.errors(record.id, 'undo')) {
    yield errors
      .map(({ recordId, issues }) =>
        csvLine([
          String(recordId ?? ''),
          issues.map(({ code }) => code).join('; '),
          issues.map((issue) => messageOf(language, issue)).join('; '),
        ])
      )
      .join('')
  }
}
