import type { RecordRow, RecordValue } from '#core/records/types'
import { client } from '#ui/api/client.js'
import type { JobInfo } from '#ui/api/types.js'
import type { CoverageRow, Dimension } from '../../server/kernel/certificate.js'
import type { Estimate } from '../../server/kernel/estimate.js'
import type { Preview, Trial } from '../../server/kernel/trial.js'

export interface Fault {
  /** Field of the rule. */
  path: string
  code: string
  message: string
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
    client.post<Preview<Fault>>(`${base}/drafts/preview`, draft, signal ? { signal } : {}),
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
