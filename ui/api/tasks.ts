import type { FormElement } from '#core/forms/model'
import type { Values } from '#core/workflow/kernel/types'
import { client, queryString } from './client.js'

/** `mine`: what I have. `available`: what I may take. `done`: what I have done. */
export type TaskScope = 'mine' | 'available' | 'done'

export interface TaskView {
  id: number
  title: string
  status: 'open' | 'completed' | 'cancelled'
  assignee: number | null
  priority: number
  dueAt: string | null
  createdAt: string
  completedAt: string | null
  process: string
  node: string
  instance: number
  /** `label` is null where the reader may not see the record. */
  subject: { entity: string; id: number; label: string | null } | null
}
export interface TaskDetail extends TaskView {
  description: string | null
  candidates: string[]
  /** What the reader may do with it. */
  may: { claim: boolean; complete: boolean; assign: boolean }
  form:
    | { kind: 'record'; name: string }
    | { kind: 'questions'; elements: Record<string, FormElement> }
    | null
  /** What the questions begin with. */
  values: Values
}

const base = '/api/workflow/tasks'

/** When a person is away, and who stands in. */
export interface Absence {
  from: string
  until: string
  delegate: number
}
export const absenceApi = {
  get: (signal?: AbortSignal) =>
    client
      .get<{ absence: Absence | null }>('/api/workflow/absence', signal ? { signal } : {})
      .then((body) => body.absence),
  /** Null takes it back. */
  say: (absence: Absence | null) => client.put<void>('/api/workflow/absence', { absence }),
}

/** What people are given to do by workflows. */
export const tasksApi = {
  list: (scope: TaskScope, limit = 100, offset = 0, signal?: AbortSignal) =>
    client
      .get<{ tasks: TaskView[] }>(
        `${base}${queryString({ scope, limit, offset })}`,
        signal ? { signal } : {}
      )
      .then((body) => body.tasks),
  count: () => client.get<{ mine: number; available: number }>(`${base}/count`),
  get: (id: number, signal?: AbortSignal) =>
    client.get<TaskDetail>(`${base}/${id}`, signal ? { signal } : {}),
  claim: (id: number) => client.post<TaskDetail>(`${base}/${id}/claim`),
  unclaim: (id: number) => client.post<void>(`${base}/${id}/unclaim`),
  assign: (id: number, to: number) => client.post<void>(`${base}/${id}/assign`, { to }),
  /** `version` of the subject, for a form of the record. */
  complete: (id: number, values: Values, version?: number) =>
    client.post<void>(`${base}/${id}/complete`, {
      values,
      ...(version === undefined ? {} : { version }),
    }),
}
