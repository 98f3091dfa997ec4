import { text } from '#core/i18n/texts'
import type { Language } from '#core/metadata/types'
import type {
  CoverageReport,
  CriterionReport,
  CustomerReport,
  ScoreFigures,
  ScoreReport,
  SeverityTable,
  TrendReport,
  WorkReport,
} from '../kernel/report.js'

/** `percent` is of 0–100, `share` of 0–1, `points` are percent points that may be below 0, `day` is `YYYY-MM-DD`. */
export type ColumnKind = 'text' | 'count' | 'percent' | 'share' | 'points' | 'number' | 'day'
export interface ReportColumn {
  key: string
  header: string
  kind: ColumnKind
}
export type ReportCell = string | number | null
/** A report as it is put on paper or into a workbook. */
export interface ReportTable {
  columns: ReportColumn[]
  rows: ReportCell[][]
}

type Column<Row> = [key: string, kind: ColumnKind, of: (row: Row) => ReportCell]

function tableOf<Row>(
  language: Language,
  rows: readonly Row[],
  columns: readonly Column<Row>[]
): ReportTable {
  return {
    columns: columns.map(([key, kind]) => ({
      key,
      kind,
      header: text(language, `call_evaluation.reports.columns.${key}`),
    })),
    rows: rows.map((row) => columns.map(([, , of]) => of(row))),
  }
}

const SCORES: Column<ScoreFigures>[] = [
  ['evaluations', 'count', (row) => row.evaluations],
  ['mean', 'percent', (row) => row.mean],
  ['lowest', 'percent', (row) => row.lowest],
  ['highest', 'percent', (row) => row.highest],
  ['fatal', 'count', (row) => row.fatal],
  ['customer_mean', 'percent', (row) => row.customerMean],
  ['gap', 'points', (row) => row.gap],
]

export function scoreTable(language: Language, { by, rows }: ScoreReport): ReportTable {
  const relative: Column<ScoreReport['rows'][number]>[] =
    by === 'agent'
      ? [
          ['percentile', 'share', (row) => row.relative?.percentile ?? null],
          ['z', 'number', (row) => row.relative?.z ?? null],
        ]
      : []
  return tableOf(language, rows, [[by, 'text', (row) => row.label], ...SCORES, ...relative])
}

export function trendTable(language: Language, { step, rows }: TrendReport): ReportTable {
  return tableOf(language, rows, [[step, 'day', (row) => row.key], ...SCORES])
}

export function criterionTable(language: Language, { rows }: CriterionReport): ReportTable {
  return tableOf(language, rows, [
    ['form', 'text', (row) => row.formLabel],
    ['section', 'text', (row) => row.sectionLabel],
    ['criterion', 'text', (row) => row.label],
    ['marks', 'count', (row) => row.marks],
    ['mean', 'percent', (row) => row.mean],
    ['others_mean', 'percent', (row) => row.othersMean],
    ['weight', 'share', (row) => row.weight],
    ['not_applicable', 'count', (row) => row.notApplicable],
    ['fatal', 'count', (row) => row.fatal],
  ])
}

export function severityTable(language: Language, { agents }: SeverityTable): ReportTable {
  return tableOf(language, agents, [
    ['agent', 'text', (row) => row.label],
    ['marks', 'count', (row) => row.marks],
    ['mean', 'percent', (row) => row.mean],
    ['rank', 'count', (row) => row.rank],
    ['adjusted', 'percent', (row) => row.adjusted],
    ['adjusted_rank', 'count', (row) => row.adjustedRank],
  ])
}

export function coverageTable(language: Language, { rows }: CoverageReport): ReportTable {
  return tableOf(language, rows, [
    ['agent', 'text', (row) => row.label],
    ['answered', 'count', (row) => row.answered],
    ['evaluated', 'count', (row) => row.evaluated],
    ['coverage', 'share', (row) => row.share],
  ])
}

export function workTable(language: Language, { rows }: WorkReport): ReportTable {
  return tableOf(language, rows, [
    ['evaluator', 'text', (row) => row.label],
    ['assigned', 'count', (row) => row.assigned],
    ['done', 'count', (row) => row.done],
    ['open', 'count', (row) => row.open],
    ['overdue', 'count', (row) => row.overdue],
  ])
}

export function customerTable(language: Language, { by, rows }: CustomerReport): ReportTable {
  const dated = by !== 'agent' && by !== 'queue'
  const fifths = [0, 1, 2, 3, 4].map((at): Column<CustomerReport['rows'][number]> => [
    `fifth_${at + 1}`,
    'count',
    (row) => row.fifths[at] ?? 0,
  ])
  return tableOf(language, rows, [
    [by, dated ? 'day' : 'text', (row) => (dated ? row.key : row.label)],
    ['answered', 'count', (row) => row.answered],
    ['marked', 'count', (row) => row.marked],
    ['response_rate', 'share', (row) => row.responseRate],
    ['customer_mean', 'percent', (row) => row.mean],
    ...fifths,
  ])
}
