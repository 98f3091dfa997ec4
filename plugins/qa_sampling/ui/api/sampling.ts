import type { RecordRow, RecordValue } from '#core/records/types'
import { client } from '#ui/api/client.js'
import type { JobInfo } from '#ui/api/types.js'

export interface Fault {
  /** Field of the rule. */
  path: string
  code: string
  message: string
}
export interface Period {
  from: string
  to: string
}
export interface CallExample {
  id: number
  title: string
  agent: string
  startedAt: string
  talkSeconds: number
}
export interface Preview {
  faults: Fault[]
  warnings: Fault[]
  timeZone: string
  next: { at: string; period: Period }[]
  calls: { period: Period; fitting: number; eligible: number; examples: CallExample[] } | null
}

export type Unassigned = 'no_evaluator' | 'cap'
export interface TrialCall extends CallExample {
  group: string
  stratum: string
  probability: number
  earlier: boolean
  evaluator: { id: number; name: string } | null
  unassigned: Unassigned | null
}
export interface Trial {
  period: Period
  seed: string
  certificate: Certificate
  drawn: TrialCall[]
  evaluators: { id: number; name: string; given: number; open: number }[]
  unassigned: Record<Unassigned, number>
}

export type Dimension = 'agent' | 'queue' | 'hour'
export interface CoverageRow {
  value: string
  population: number
  drawn: number
}
export interface Certificate {
  population: number
  drawn: number
  earlier?: number
  shared?: number
  excluded: Record<string, number>
  shortfalls: { group: string; wanted: number; available: number; filled?: number }[]
  coverage: Record<Dimension, CoverageRow[]>
  groups: { group: string; population: number; drawn: number; probability: number }[]
  /** Not in runs of before it was kept. */
  names?: Record<string, string>
  redraw: { seed: string; frame: string }
}
export interface Estimate {
  mean: number
  low: number | null
  high: number | null
  level: number
  marks: number
  covered: number
}
export interface Verification {
  run: number
  population: number
  drawn: number
  missing: number[]
  extra: number[]
  different: number[]
}
export type RunJob = JobInfo & { slot: string }

/** The draft of a rule as it goes over the wire. */
export type RuleInput = Record<string, RecordValue | object>
interface DraftBody {
  rule: number | null
  values: RuleInput
  seed?: string
}
const base = '/api/qa_sampling'

export const samplingApi = {
  preview: (draft: DraftBody, signal?: AbortSignal) =>
    client.post<Preview>(`${base}/drafts/preview`, draft, signal ? { signal } : {}),
  dryRun: (draft: DraftBody, signal?: AbortSignal) =>
    client.post<Trial>(`${base}/drafts/dry-run`, draft, signal ? { signal } : {}),
  runNow: (rule: number) => client.post<{ job: number }>(`${base}/rules/${rule}/run`),
  jobs: (rule: number) =>
    client.get<{ jobs: RunJob[] }>(`${base}/rules/${rule}/jobs`).then(({ jobs }) => jobs),
  certificate: (run: number, signal?: AbortSignal) =>
    client.get<{ certificate: Certificate; mean: Estimate | null; run: RecordRow }>(
      `${base}/runs/${run}/certificate`,
      signal ? { signal } : {}
    ),
  verify: (run: number) => client.post<Verification>(`${base}/runs/${run}/verify`),
}
