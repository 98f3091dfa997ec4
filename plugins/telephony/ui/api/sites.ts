import type { JobInfo } from '#ui/api/types.js'
import { client } from '#ui/api/client.js'

export interface PrefixRule {
  direction: 'inbound' | 'outbound'
  pattern: string
  replace: string
}
export interface NumberRange {
  min: number
  max: number
}
export interface SiteRules {
  clockSkewSeconds: number
  trunks: string[]
  trunkTechnologies: string[]
  internalNumberLength: NumberRange
  internalNumberPatterns: string[]
  ivrContexts: string[]
  refusalDestination: string
  prefixRules: PrefixRule[]
  ignoreShorterThan: number | null
  surveyInfo: string
  surveyUserfield: string
  surveyRange: NumberRange
  ivrInfo: string
}
export interface SiteConnection {
  host: string
  port: number
  user: string
  database: string
  tls: boolean
  tables: { cdr: string | null; cel: string | null; queue_log: string | null }
}
export interface RecordingsPlace {
  kind: string
  folder: string
  url: string
  user: string
}
export type RunState = 'running' | 'done' | 'failed' | 'superseded'
export interface RunError {
  code: string
  params: Record<string, string | number | boolean | null>
}
export interface Site {
  id: number
  name: string
  kind: 'asterisk' | 'recorded'
  timeZone: string
  enabled: boolean
  hasPassword: boolean
  hasRecordingsPassword: boolean
  settings: {
    connection: SiteConnection | null
    recordings: RecordingsPlace
    rules: SiteRules
    unitId: number | null
  }
  lastSync: {
    at: string
    state: RunState
    rows: number
    calls: number
    error: RunError | null
  } | null
  /** Seconds since the last good run. */
  lagSeconds: number | null
  clockSkewSeconds: number | null
  /** Calls touched by copied rows and not yet assembled. */
  waiting: number
}
/** What is left out stays as it is; a password that is left out too. */
export interface SiteInput {
  name?: string
  timeZone?: string
  active?: boolean
  connection?: Partial<SiteConnection> | null
  password?: string
  recordings?: Partial<RecordingsPlace>
  recordingsPassword?: string
  rules?: Partial<SiteRules>
  unitId?: number | null
}
export interface ConnectionReport {
  version: string
  tables: { name: string; rows: number; absentColumns: string[] }[]
  clockSkewSeconds: number
  clockIsOff: boolean
  /** The exchange's clock, as it shows it. */
  localNow: string
  offsetMinutes: number
}
export interface SyncRun {
  id: number
  trigger: 'schedule' | 'manual' | 'command' | 'ingest'
  state: RunState
  startedAt: string
  endedAt: string | null
  rowsRead: number
  rowsAdded: number
  callsWritten: number
  callsLinked: number
  clockSkewSeconds: number | null
  error: RunError | null
}
export interface PurgeReport {
  dryRun: boolean
  /** On the exchange's clock. */
  cutoff: string
  proven: number
  unproven: number
  deleted: number
  byTable: Record<string, { older: number; proven: number; deleted: number }>
}

const path = (id: number, rest = '') => `/api/telephony/sites/${id}${rest}`
const jobId = (body: { job: Pick<JobInfo, 'id'> }): number => body.job.id

/** Exchanges as administrators see and change them. Passwords go in and never come out. */
export const sitesApi = {
  list: (signal?: AbortSignal) =>
    client
      .get<{ sites: Site[] }>('/api/telephony/sites', signal ? { signal } : {})
      .then((body) => body.sites),
  get: (id: number) => client.get<{ site: Site }>(path(id)).then((body) => body.site),
  create: (input: SiteInput) =>
    client.post<{ site: Site }>('/api/telephony/sites', input).then((body) => body.site),
  update: (id: number, input: SiteInput) =>
    client.patch<{ site: Site }>(path(id), input).then((body) => body.site),
  remove: (id: number) => client.delete<void>(path(id)),
  test: (id: number, input: Pick<SiteInput, 'connection' | 'password'>) =>
    client.post<ConnectionReport>(path(id, '/test'), input),
  sync: (id: number, full = false) =>
    client.post<{ job: Pick<JobInfo, 'id'> }>(path(id, '/sync'), full ? { full } : {}).then(jobId),
  history: (id: number) =>
    client.get<{ runs: SyncRun[] }>(path(id, '/history')).then((body) => body.runs),
  purge: (id: number, months: number, dryRun: boolean) =>
    client.post<{ job: Pick<JobInfo, 'id'> }>(path(id, '/purge'), { months, dryRun }).then(jobId),
}
