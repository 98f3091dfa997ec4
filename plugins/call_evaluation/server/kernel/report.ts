/** The shapes of reports: what is asked and what is answered. For the server and the browser alike. */
import type { Filter } from '#core/records/types'

export const REPORT_GROUPS = [
  'agent',
  'team',
  'unit',
  'evaluator',
  'form',
  'queue',
  'topic',
  'direction',
] as const
export type ReportGroup = (typeof REPORT_GROUPS)[number]
export const TREND_STEPS = ['day', 'week', 'month'] as const
export type TrendStep = (typeof TREND_STEPS)[number]

/** Days are `YYYY-MM-DD` in the reader's time zone, both included. */
export interface ReportFilter {
  from: string
  to: string
  form?: string
  agent?: number
  evaluator?: number
  unit?: number
  team?: number
  queue?: string
  topic?: string
  direction?: string
}

/** Scores are percent of the form's scale, 0–100; null where there is nothing to divide by. */
export interface ScoreFigures {
  evaluations: number
  mean: number | null
  lowest: number | null
  highest: number | null
  /** Evaluations that a fatal item made 0. */
  fatal: number
  /** Evaluations whose call the customer marked too, and the means of both over just these. */
  paired: number
  customerMean: number | null
  pairedMean: number | null
  /** pairedMean − customerMean: above 0 the evaluators were kinder than the customers. */
  gap: number | null
}
export interface ScoreRow extends ScoreFigures {
  key: string
  label: string
  /** What the row is of, as a condition on evaluations. */
  where: Filter
  /** Agents only: where the agent stands among those of the same unit. */
  relative?: Relative
}
export interface Relative {
  /** How many are compared, this one included. */
  peers: number
  peerMean: number
  /** Share of the peers who are below, ties counted half: 0–1. */
  percentile: number
  /** Distance from the peers' mean in their standard deviations; null where all are the same. */
  z: number | null
  rank: number
}
export interface ScoreReport {
  by: ReportGroup
  /** What all rows have in common, as a condition on evaluations. */
  filter: Filter
  total: ScoreFigures
  rows: ScoreRow[]
}
export interface TrendReport {
  step: TrendStep
  filter: Filter
  rows: (ScoreFigures & { key: string; where: Filter })[]
}

export interface CriterionRow {
  key: string
  form: string
  formLabel: string
  criterion: string
  label: string
  section: string
  sectionLabel: string
  /** How many marks there are. */
  marks: number
  /** Percent. */
  mean: number | null
  /** Mean part of the whole score that it decided, 0–1. */
  weight: number
  notApplicable: number
  fatal: number
  /** Of everybody in the reader's scope, where one agent is looked at. */
  othersMean: number | null
}
export interface CriterionReport {
  filter: Filter
  rows: CriterionRow[]
}

/** How far marks depend on who gave them. Effects and means are percent points. */
export interface SeverityTable {
  filter: Filter
  evaluators: {
    evaluator: number
    label: string
    effect: number
    marks: number
    part: number
    where: Filter
  }[]
  agents: {
    agent: number
    label: string
    mean: number
    adjusted: number
    marks: number
    part: number
    rank: number
    adjustedRank: number
    where: Filter
  }[]
  /** More than one: some evaluators share no agents with others and cannot be compared with them. */
  parts: number
}

/** Evaluated calls among those that an agent answered in the period. */
export interface CoverageRow {
  key: string
  label: string
  answered: number
  evaluated: number
  /** 0–1. */
  share: number | null
  where: Filter
}
export interface CoverageReport {
  filter: Filter
  total: { answered: number; evaluated: number; share: number | null }
  rows: CoverageRow[]
}

/** What an evaluator has to do: given in the period, done in it, and open now whenever it was given. */
export interface WorkRow {
  key: string
  label: string
  assigned: number
  done: number
  open: number
  overdue: number
  where: Filter
}
export interface WorkReport {
  filter: Filter
  rows: WorkRow[]
}

export const CUSTOMER_GROUPS = ['agent', 'queue', 'day', 'week', 'month'] as const
export type CustomerGroup = (typeof CUSTOMER_GROUPS)[number]
/** What customers said of the answered calls of the period. */
export interface CustomerFigures {
  answered: number
  /** Calls that were marked at all. */
  marked: number
  responseRate: number | null
  /** All marks, of which a call may have several, and their mean in percent. */
  marks: number
  mean: number | null
  /** How many marks lie in each fifth of the scale, from the worst to the best. */
  fifths: number[]
}
export interface CustomerReport {
  by: CustomerGroup
  total: CustomerFigures
  rows: (CustomerFigures & { key: string; label: string; where: Filter })[]
}

/** What a report can be narrowed to, and what the reader may do with it. */
export interface ReportChoices {
  forms: { value: string; label: string }[]
  teams: { value: number; label: string }[]
  units: { value: number; label: string }[]
  queues: { value: string; label: string }[]
  directions: { value: string; label: string }[]
  severity: boolean
  coach: boolean
  export: boolean
  /** The server can make PDFs. */
  pdf: boolean
}

export const REPORTS = [
  'scores',
  'trend',
  'criteria',
  'severity',
  'coverage',
  'work',
  'customers',
] as const
export type ReportName = (typeof REPORTS)[number]
