import { client, queryString } from '#ui/api/client.js'
import type {
  CoverageReport,
  CriterionReport,
  CustomerGroup,
  CustomerReport,
  ReportChoices,
  ReportFilter,
  ReportGroup,
  ReportName,
  ScoreReport,
  SeverityTable,
  TrendReport,
  TrendStep,
  WorkReport,
} from '../../server/kernel/report.js'

const path = (name: string, query: object) =>
  `/api/call_evaluation/reports/${name}${queryString({ ...query })}`
const get = <T>(name: string, query: object, signal: AbortSignal) =>
  client.get<T>(path(name, query), { signal })

export interface ExportWish {
  report: ReportName
  format: 'xlsx' | 'pdf'
  by?: string
  step?: TrendStep
}

/** The reports of call evaluation. Days are the reader's own, both included. */
export const reportsApi = {
  options: (signal: AbortSignal) => get<ReportChoices>('options', {}, signal),
  scores: (filter: ReportFilter, by: ReportGroup, signal: AbortSignal) =>
    get<ScoreReport>('scores', { ...filter, by }, signal),
  trend: (filter: ReportFilter, step: TrendStep, signal: AbortSignal) =>
    get<TrendReport>('trend', { ...filter, step }, signal),
  criteria: (filter: ReportFilter, signal: AbortSignal) =>
    get<CriterionReport>('criteria', filter, signal),
  severity: (filter: ReportFilter, signal: AbortSignal) =>
    get<SeverityTable>('severity', filter, signal),
  coverage: (filter: ReportFilter, signal: AbortSignal) =>
    get<CoverageReport>('coverage', filter, signal),
  work: (filter: ReportFilter, signal: AbortSignal) => get<WorkReport>('work', filter, signal),
  customers: (filter: ReportFilter, by: CustomerGroup, signal: AbortSignal) =>
    get<CustomerReport>('customers', { ...filter, by }, signal),
  file: (filter: ReportFilter, wish: ExportWish) =>
    client.download('/api/call_evaluation/reports/export', { ...filter, ...wish }),
}
