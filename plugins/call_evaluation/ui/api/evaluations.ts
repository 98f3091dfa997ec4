import type { Json } from '#core/metadata/types'
import { client } from '#ui/api/client.js'
import type { EvaluationAnswer, SavedAnswer, State, StepName } from './types.js'

const all = '/api/call_evaluation/evaluations'
const one = (id: number) => `${all}/${id}`

export interface NewAssignment {
  call: number
  evaluator: number
  /** Null: chosen by the rules. */
  form: string | null
  dueAt: string | null
}

export const evaluationsApi = {
  page: (id: number, signal?: AbortSignal) =>
    client.get<EvaluationAnswer>(one(id), signal ? { signal } : {}),
  /** Keeps what is there so far, whether or not it is all. */
  save: (id: number, version: number, values: Record<string, Json>) =>
    client.patch<SavedAnswer>(one(id), { version, values }),
  take: (id: number, step: StepName, version: number, reason: string | null) =>
    client.post<{ state: State; version: number }>(`${one(id)}/steps/${step}`, {
      version,
      ...(reason === null ? {} : { reason }),
    }),
  assign: (input: NewAssignment) => client.post<{ id: number }>(all, input),
  publish: (ids: number[]) =>
    client.post<{ published: number[]; failed: { id: number; code: string }[] }>(`${all}/publish`, {
      ids,
    }),
}
