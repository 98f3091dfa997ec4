import type { Database } from '#core/database/database'
import { formatDay } from '#core/i18n/dates'
import { text } from '#core/i18n/texts'
import { writeWorkbook } from '#core/import_export/sheet/sheet_writer'
import type { SheetCell } from '#core/import_export/sheet/sheet_xml'
import type { PrintDocument } from '#core/printing/page'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePrivilege } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import {
  CUSTOMER_GROUPS,
  REPORT_GROUPS,
  type CustomerGroup,
  type ReportFilter,
  type ReportGroup,
  type ReportName,
  type TrendStep,
} from '../kernel/report.js'
import type { CoverageReports } from './coverage_report.js'
import type { CriterionReports } from './criterion_report.js'
import type { CustomerReports } from './customer_report.js'
import { reportDocument, sheetCells } from './report_document.js'
import {
  coverageTable,
  criterionTable,
  customerTable,
  scoreTable,
  severityTable,
  trendTable,
  workTable,
  type ReportTable,
} from './report_tables.js'
import type { ScoreReports } from './score_report.js'
import type { SeverityReport } from './severity_report.js'
import type { TrendReports } from './trend_report.js'
import type { WorkReports } from './work_report.js'

export interface ExportQuestion {
  report: ReportName
  by: string | null
  step: TrendStep
  filter: ReportFilter
}

export interface ExportParts {
  database: Database
  audit: AuditLog
  scores: ScoreReports
  trends: TrendReports
  criteria: CriterionReports
  severity: SeverityReport
  coverage: CoverageReports
  work: WorkReports
  customers: CustomerReports
  now: () => Date
}

/** Reports as workbooks and on paper. Many records at once leave by it: so it needs the privilege `export`. Bound as a singleton. */
export class ReportExports {
  readonly #parts: ExportParts

  constructor(parts: ExportParts) {
    this.#parts = parts
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async xlsx(
    actor: Actor,
    origin: Origin,
    asked: ExportQuestion
  ): Promise<AsyncGenerator<Uint8Array>> {
    const { columns, rows } = await this.#begin(actor, origin, asked)
    const kinds = columns.map(({ kind }) => kind)
    const cells = rows.map((row) => sheetCells(row, kinds))
    const look = { rightToLeft: actor.language === 'fa', calendar: actor.calendar }
    const widths = columns.map(({ header, kind }) => ({
      header,
      width: kind === 'text' ? 30 : Math.max(12, header.length + 2),
    }))
    return writeWorkbook(this.#title(actor, asked), widths, once(cells), look)
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async document(actor: Actor, origin: Origin, asked: ExportQuestion): Promise<PrintDocument> {
    const table = await this.#begin(actor, origin, asked)
    const { from, to } = asked.filter
    const note = `${formatDay(actor, from)} – ${formatDay(actor, to)}`
    const by = { name: actor.name, at: this.#parts.now() }
    return reportDocument(this.#title(actor, asked), note, table, actor, by)
  }

  #title({ language }: Actor, { report }: ExportQuestion): string {
    return text(language, `call_evaluation.reports.titles.${report}`)
  }

  async #begin(actor: Actor, origin: Origin, asked: ExportQuestion): Promise<ReportTable> {
    requirePrivilege(actor, 'evaluation', 'export')
    const table = await this.#table(actor, asked)
    const { database, audit, now } = this.#parts
    const { report, by, filter } = asked
    const details = { report, by, filter: { ...filter }, rows: table.rows.length }
    const about = { entity: 'evaluation', details }
    await database.transaction((trx) =>
      audit.append(trx, [auditEntry(actor, origin, 'record.report_exported', now(), about)])
    )
    return table
  }

  async #table(actor: Actor, { report, by, step, filter }: ExportQuestion): Promise<ReportTable> {
    const { scores, trends, criteria, severity, coverage, work, customers, now } = this.#parts
    const { language } = actor
    switch (report) {
      case 'scores': {
        const group = REPORT_GROUPS.find((each): each is ReportGroup => each === by) ?? 'agent'
        return scoreTable(language, await scores.of(actor, filter, group))
      }
      case 'trend':
        return trendTable(language, await trends.of(actor, filter, step))
      case 'criteria':
        return criterionTable(language, await criteria.of(actor, filter))
      case 'severity':
        return severityTable(language, await severity.table(actor, filter))
      case 'coverage':
        return coverageTable(language, await coverage.of(actor, filter))
      case 'work':
        return workTable(language, await work.of(actor, filter, now()))
      case 'customers': {
        const group = CUSTOMER_GROUPS.find((each): each is CustomerGroup => each === by) ?? 'agent'
        return customerTable(language, await customers.of(actor, filter, group))
      }
    }
  }
}

async function* once(rows: SheetCell[][]): AsyncGenerator<SheetCell[][]> {
  yield rows
}
