import { client } from './client.js'
import type { RecordRow } from './types.js'

export interface MergeProposal {
  records: RecordRow[]
  /** Fields whose values differ. */
  fields: string[]
  keep: number
  /** For each field that may be chosen the record whose value is kept. */
  values: Record<string, number>
}
export interface MergeInput {
  keep: { id: number; version: number }
  merge: { id: number; version: number }[]
  values: Record<string, number>
}
export interface MergeUndone {
  id: number
  restored: number[]
  links: { entity: string; field: string; recordId: number }[]
  fields: string[]
}
export interface FormerMerge {
  batch: string
  mergedIds: number[]
  mergedAt: string
  undoUntil: string
}

const of = (entity: string) => `/api/merge/${encodeURIComponent(entity)}`
const record = (entity: string, id: number) => `/api/records/${encodeURIComponent(entity)}/${id}`

export const mergeApi = {
  propose: (entity: string, ids: readonly number[], signal?: AbortSignal) =>
    client.get<MergeProposal>(`${of(entity)}?ids=${ids.join(',')}`, signal ? { signal } : {}),
  merge: (entity: string, input: MergeInput) =>
    client.post<{ id: number; batch: string; links: number }>(of(entity), input),
  undo: (batch: string) => client.post<MergeUndone>(`/api/merge/undo/${encodeURIComponent(batch)}`),
  /** The record that a merged one has become, or null. */
  mergedInto: (entity: string, id: number) =>
    client.get<{ id: number | null }>(`${record(entity, id)}/merged-into`).then((body) => body.id),
  of: (entity: string, id: number) =>
    client
      .get<{ merges: FormerMerge[] }>(`${record(entity, id)}/merges`)
      .then((body) => body.merges),
}
