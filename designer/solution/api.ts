import type { Json, JsonPrimitive, LocalizedText } from '#core/metadata/types'
import { client } from '#ui/api/client.js'
import type { JobInfo } from '#ui/api/types.js'

export interface Selection {
  definitions: 'all' | string[]
  settings: string[]
  records: { entity: string; keys?: string[] }[]
  parts: string[]
}
export interface SolutionInfo {
  name: string
  label: LocalizedText
  version: string
  hash: string
  selection: Selection
  changedAt: string
}
export type RunKind = 'export' | 'import' | 'rollback'
export type RunState = 'checked' | 'queued' | 'done' | 'failed' | 'undone'
export interface RunInfo {
  id: number
  solution: string
  version: string
  hash: string
  kind: RunKind
  state: RunState
  choices: Choices
  result: RunResult | null
  userName: string
  jobId: number | null
  createdAt: string
  finishedAt: string | null
}
export interface RunResult {
  changes?: number
  definitions?: number
  records?: number
  code?: string
  params?: Record<string, JsonPrimitive>
  details?: Issue[]
}
export type Choice = 'ours' | 'theirs'
export type Choices = Record<string, Choice>

export interface Place {
  id: string
  unit: string
  path: string[]
  section: 'definitions' | 'settings' | 'records' | 'parts'
  kind: string
  name: string
  label: LocalizedText | null
  item: LocalizedText | null
}
export interface Edit extends Place {
  change: 'added' | 'removed' | 'changed'
  from: Json
  to: Json
}
export interface Conflict extends Place {
  base: Json
  ours: Json
  theirs: Json
  present: { base: boolean; ours: boolean; theirs: boolean }
}
export interface Issue {
  code: string
  path: string
  kind?: string
  name?: string
  params?: Record<string, JsonPrimitive>
}
export interface Lost {
  entity: string
  field?: string
  option?: string
  rows: number
}
export interface Plan {
  steps: { kind: string; table: string; description: string; destroys: boolean }[]
}
export interface Impact {
  solution: { name: string; label: LocalizedText; version: string }
  hash: string
  knownVersion: string | null
  changes: Edit[]
  conflicts: Conflict[]
  unresolved: string[]
  plan: Plan
  rows: Record<string, number>
  issues: Issue[]
  dormant: Place[]
  warnings: Place[]
  lost: Lost[]
  records: { entity: string; created: number; changed: number; removed: number }[]
  ready: boolean
}
export interface RollbackInfo {
  run: RunInfo
  toVersion: string | null
  changes: Edit[]
  alsoLost: Edit[]
  entered: Lost[]
  records: { restored: number; removed: number }
}
export interface Rehearsal {
  requires: Issue[]
  issues: Issue[]
  dormant: { unit: string; path: string[]; reason: string }[]
  refused: Issue[]
  breaks: boolean
}
export interface ExportChoices {
  definitions: Place[]
  settings: { name: string; label: LocalizedText }[]
  parts: {
    name: string
    label: LocalizedText
    items: { name: string; label: LocalizedText }[]
  }[]
}
export interface ExportWish {
  name: string
  label?: LocalizedText
  version?: string
  selection?: Selection
  keep?: string[]
}
export interface Proposal {
  name: string
  label: LocalizedText
  lastVersion: string | null
  version: string
  bump: 'major' | 'minor' | 'patch' | null
  selection: Selection
  changes: Edit[]
  removals: Place[]
  files: number
  hash: string
}

type RunAnswer = { run: RunInfo; job: JobInfo | null }
const base = '/api/solutions'

export const solutionsApi = {
  overview: () => client.get<{ solutions: SolutionInfo[]; runs: RunInfo[] }>(base),
  choices: () => client.get<ExportChoices>(`${base}/choices`),
  propose: (wish: ExportWish, signal?: AbortSignal) =>
    client.post<Proposal>(`${base}/propose`, wish, signal ? { signal } : {}),
  export: (wish: ExportWish) => client.download(`${base}/export`, wish),
  run: (id: number) => client.get<RunAnswer>(`${base}/runs/${id}`),
  packageAddress: (id: number) => `${base}/runs/${id}/package.zip`,
  upload(file: File, onProgress: (sent: number, total: number) => void) {
    const form = new FormData()
    form.set('file', file)
    return client.upload<RunAnswer>(`${base}/runs`, form, onProgress)
  },
  impact: (id: number, choices: Choices) =>
    client.post<Impact>(`${base}/runs/${id}/impact`, { choices }),
  start: (id: number, choices: Choices) =>
    client.post<RunAnswer>(`${base}/runs/${id}/start`, { choices }),
  previewRollback: (id: number) => client.get<RollbackInfo>(`${base}/runs/${id}/rollback`),
  rollback: (id: number) => client.post<RunAnswer>(`${base}/runs/${id}/rollback`),
  rehearse: (id: number) => client.post<Rehearsal>(`${base}/runs/${id}/rehearse`),
  diff: (first: number, second: number | null) =>
    client.post<{ changes: Edit[]; same: boolean }>(`${base}/diff`, { first, second }),
}
