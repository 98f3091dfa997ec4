import type { FormElement } from '#core/forms/model'
import type { FieldDefinition, Json, LocalizedText } from '#core/metadata/types'
import type { RecordRow } from '#core/records/types'
import type { CompileFault, Trace, Values } from '#core/workflow/kernel/types'
import type { ReplayOptions, ReplayReport } from '#core/workflow/kernel/replay_types'
import { client } from './client.js'

export interface WorkflowInfo {
  key: string
  label: LocalizedText
  /** Null for one that was never published. */
  activeVersion: number | null
  /** `lock` goes up with every save; who saves with an old one has lost. */
  draft: { lock: number; savedBy: number; savedAt: string }
  archived: boolean
}
export interface WorkflowVersion {
  version: number
  note: string | null
  runAs: number | null
  publishedBy: number
  publishedAt: string
}
export interface WorkflowDetail extends WorkflowInfo {
  xml: string
  versions: WorkflowVersion[]
}

/** What a service task can do, and what begins a process: as the registries of the plugins say. */
export interface WorkflowPart {
  name: string
  label: LocalizedText
  description: LocalizedText | null
  icon: string
  form: Record<string, FormElement>
}
export interface WorkflowAction extends WorkflowPart {
  group: string
  mode: 'transaction' | 'job' | 'wait'
  result: Record<string, FieldDefinition> | null
}
export interface WorkflowTrigger extends WorkflowPart {
  variables: Record<string, FieldDefinition> | null
}
export interface WorkflowCatalogue {
  actions: WorkflowAction[]
  triggers: WorkflowTrigger[]
  /** Names by which processes ask decision tables. */
  decisions: string[]
  processes: { key: string; name: string | null }[]
  roles: { name: string; label: LocalizedText }[]
  secrets: { name: string; origin: string }[]
  /** `name` is null for the organisation as a whole. */
  calendars: { ref: string; name: string | null }[]
}

const base = '/api/workflow'
const one = (key: string) => `${base}/definitions/${encodeURIComponent(key)}`
const abortable = (signal?: AbortSignal) => (signal ? { signal } : {})

/** Workflows as they are drawn and published. */
export const workflowsApi = {
  catalogue: (signal?: AbortSignal) =>
    client.get<WorkflowCatalogue>(`${base}/catalogue`, abortable(signal)),
  list: (signal?: AbortSignal) =>
    client
      .get<{ definitions: WorkflowInfo[] }>(`${base}/definitions`, abortable(signal))
      .then((body) => body.definitions),
  create: (key: string, label: LocalizedText, xml: string) =>
    client.post<WorkflowInfo>(`${base}/definitions`, { key, label, xml }),
  get: (key: string, signal?: AbortSignal) =>
    client.get<WorkflowDetail>(one(key), abortable(signal)),
  save: (key: string, draft: { xml?: string; label?: LocalizedText; lock: number }) =>
    client.put<{ lock: number; savedAt: string }>(`${one(key)}/draft`, draft),
  /** What stands against publishing: the compiler's faults and those that only the server can see. */
  check: (key: string, xml: string) =>
    client
      .post<{ faults: CompileFault[] }>(`${one(key)}/check`, { xml })
      .then((body) => body.faults),
  publish: (key: string, order: { lock: number; note: string | null; runAs: number | null }) =>
    client.post<WorkflowVersion>(`${one(key)}/publish`, order),
  activate: (key: string, version: number) =>
    client.post<WorkflowDetail>(`${one(key)}/activate`, { version }),
  version: async (key: string, version: number): Promise<string> => {
    const answer = await client.raw(`${one(key)}/versions/${version}`)
    return answer.text()
  },
  versions: (key: string) =>
    client
      .get<{ versions: WorkflowVersion[] }>(`${one(key)}/versions`)
      .then((body) => body.versions),
  /** Where running instances stand, and whether each place is there in another version. */
  previewMigration: (
    key: string,
    order: { from: number; to: number; mapping: Record<string, string>; ids: readonly number[] }
  ) => client.post<MigrationPreview>(`${one(key)}/migration`, order),
  heat: (key: string, version: number) =>
    client.get<{ heat: Heat[] }>(`${one(key)}/versions/${version}/heat`).then((body) => body.heat),
}

export interface MigrationPreview {
  instances: number
  /** `target` null: nowhere; `fault`: why not there. */
  nodes: { node: string; count: number; target: string | null; fault: string | null }[]
}
export interface WorkflowSecret {
  name: string
  origin: string
  updatedAt: string
}
export interface MessageHook {
  id: number
  name: string
  message: string
  /** FEEL over `body`; null where the message belongs to no conversation. */
  correlation: string | null
  createdAt: string
  usedAt: string | null
}

/** With what workflows reach other programs, and by what those reach workflows. */
export const connectionsApi = {
  secrets: (signal?: AbortSignal) =>
    client
      .get<{ secrets: WorkflowSecret[] }>(`${base}/secrets`, abortable(signal))
      .then((body) => body.secrets),
  saveSecret: (name: string, origin: string, value: string) =>
    client.put<void>(`${base}/secrets/${encodeURIComponent(name)}`, { origin, value }),
  removeSecret: (name: string) =>
    client.delete<void>(`${base}/secrets/${encodeURIComponent(name)}`),
  hooks: (signal?: AbortSignal) =>
    client
      .get<{ hooks: MessageHook[] }>(`${base}/hooks`, abortable(signal))
      .then((body) => body.hooks),
  /** The answer holds the address with its token, this once. */
  createHook: (hook: { name: string; message: string; correlation: string | null }) =>
    client.post<{ token: string; path: string }>(`${base}/hooks`, hook),
  removeHook: (id: number) => client.delete<void>(`${base}/hooks/${id}`),
}

export interface ReplayView {
  id: number
  createdAt: string
  options: ReplayOptions
  /** Null until it is done. */
  report: ReplayReport | null
  /** By `entity:id`. */
  labels: Record<string, string>
}

/** Runs that have ended, played again by the draft. */
export const replaysApi = {
  order: (key: string, options: ReplayOptions) =>
    client.post<{ replay: number; job: number }>(`${one(key)}/replays`, options),
  get: (key: string, id: number) => client.get<ReplayView>(`${one(key)}/replays/${id}`),
}

/** Where time goes: waits that are open, those that ended, how long these took together and at most, in seconds. */
export interface Heat {
  node: string
  open: number
  closed: number
  seconds: number
  longest: number
}

// ------------------------------------------------------------------------------------------------------------- instances

export interface InstanceDetail {
  instance: RecordRow
  workflow: { key: string; version: number }
  standing: {
    tokens: { id: string; node: string; scope: string; joining: boolean; waits: string[] }[]
    scopes: { id: string; of: string; kind: string; parent: string | null; variables: Values }[]
    incidents: { token: string; node: string; code: string; params: Values }[]
  }
  waits: {
    wait: string
    node: string
    kind: string
    name: string | null
    openedAt: string
    dueAt: string | null
    closedAt: string | null
    reason: string | null
  }[]
  /** Each step with the kind, element and token of what happened in it. */
  trail: { id: number; at: string; by: number | null; entries: [Trace['kind'], string, string][] }[]
  children: { id: number; node: string | null }[]
  suspended: boolean
  /** Whether the reader sees values and may intervene; else variables are names with null. */
  operates: boolean
}
export type InstanceOperation =
  | { do: 'suspend' | 'resume' }
  | { do: 'cancel'; reason?: string | null }
  | { do: 'retry'; token?: string }
  | { do: 'skip'; token: string; result?: Json }
  | { do: 'move'; token: string; node: string }
  | { do: 'variables'; scope?: string | null; values: Values }
  | { do: 'migrate'; version: number; mapping?: Record<string, string> }
export type OperationOutcome = { id: number } & (
  | { ok: true }
  | { ok: false; code: string; params: Record<string, string | number | boolean | null> }
)

export interface StartOrder {
  node?: string | null
  variables: Values
  subject?: { entity: string; id: number } | null
}

/** Workflows as they run. */
export const instancesApi = {
  startable: (signal?: AbortSignal) =>
    client
      .get<{ processes: { key: string; name: string | null }[] }>(
        `${base}/processes`,
        abortable(signal)
      )
      .then((body) => body.processes),
  start: (process: string, order: StartOrder) =>
    client
      .post<{ id: number }>(`${base}/processes/${encodeURIComponent(process)}/start`, order)
      .then((body) => body.id),
  get: (id: number, signal?: AbortSignal) =>
    client.get<InstanceDetail>(`${base}/instances/${id}`, abortable(signal)),
  /** The document by which it runs. */
  diagram: async (id: number, signal?: AbortSignal): Promise<string> => {
    const answer = await client.raw(`${base}/instances/${id}/diagram`, abortable(signal))
    return answer.text()
  },
  /** Does one thing with each; what cannot be done to one does not keep it from the others. */
  run: (ids: readonly number[], operation: InstanceOperation) =>
    client
      .post<{ outcomes: OperationOutcome[] }>(`${base}/instances/run`, { ids, ...operation })
      .then((body) => body.outcomes),
  message: (name: string, correlation: string | null, variables: Values) =>
    client.post<{ delivered: number }>(`${base}/messages`, { name, correlation, variables }),
}
