import type { FormDefinition, Json } from '#core/metadata/types'
import type {
  AggregateQuery,
  AggregateRow,
  Filter,
  RecordInput,
  RecordPage,
  RecordQuery,
} from '#core/records/types'
import { groupHistory } from './group_history.js'
import { client, queryString } from './client.js'
import type { BulkAnswer, HistoryLine, RecordAnswer, TimelineItem } from './types.js'

const base = (entity: string) => `/api/records/${encodeURIComponent(entity)}`
const one = (entity: string, id: number) => `${base(entity)}/${id}`
type BodyOf<T extends { entity: string }> = Omit<T, 'entity'>
export type BulkTarget = { ids: number[] } | { filter: Filter; search?: string }

export const recordsApi = {
  query: (entity: string, query: BodyOf<RecordQuery>, signal?: AbortSignal) =>
    client.post<RecordPage>(`${base(entity)}/query`, query, signal ? { signal } : {}),
  count: (
    entity: string,
    query: Pick<RecordQuery, 'filter' | 'search' | 'deleted'>,
    signal?: AbortSignal
  ) =>
    client
      .post<{ count: number }>(`${base(entity)}/count`, query, signal ? { signal } : {})
      .then((body) => body.count),
  aggregate: (entity: string, query: BodyOf<AggregateQuery>, signal?: AbortSignal) =>
    client
      .post<{ rows: AggregateRow[] }>(`${base(entity)}/aggregate`, query, signal ? { signal } : {})
      .then((body) => body.rows),
  get: (entity: string, id: number, select?: string[], signal?: AbortSignal) =>
    client.get<RecordAnswer>(
      `${one(entity, id)}${queryString({ select: select?.join(',') })}`,
      signal ? { signal } : {}
    ),
  /** The form as the record was filled in with it; null where it goes by the form of today. */
  keptForm: (entity: string, id: number, form: string, signal?: AbortSignal) =>
    client
      .get<{ form: FormDefinition | null }>(
        `${one(entity, id)}/forms/${encodeURIComponent(form)}`,
        signal ? { signal } : {}
      )
      .then((body) => body.form),
  /** `form`: the form through which it is made; its rules hold and its rows are saved as well. */
  create: (entity: string, values: RecordInput, form?: string) =>
    client.post<RecordAnswer>(base(entity), { values, ...(form ? { form } : {}) }),
  update: (entity: string, id: number, version: number, values: RecordInput, form?: string) =>
    client.patch<RecordAnswer>(one(entity, id), { version, values, ...(form ? { form } : {}) }),
  remove: (entity: string, id: number, version?: number) =>
    client.delete<void>(`${one(entity, id)}${queryString({ version })}`),
  restore: (entity: string, id: number) =>
    client.post<RecordAnswer | undefined>(`${one(entity, id)}/restore`),
  bulk: (
    entity: string,
    target: BulkTarget,
    action: 'update' | 'delete' | 'restore',
    values?: Record<string, Json>
  ) =>
    client.post<BulkAnswer>(`${base(entity)}/bulk`, {
      ...target,
      action,
      ...(values ? { values } : {}),
    }),
  history: (entity: string, id: number) =>
    client
      .get<{ changes: HistoryLine[] }>(`${one(entity, id)}/history`)
      .then((body) => groupHistory(body.changes)),
  timeline: (
    entity: string,
    id: number,
    options: { before?: string; limit?: number; kinds?: string[] } = {}
  ) =>
    client.get<{ items: TimelineItem[]; next: string | null }>(
      `${one(entity, id)}/timeline${queryString({
        before: options.before,
        limit: options.limit,
        kinds: options.kinds?.join(','),
      })}`
    ),
  exportFile: (entity: string, query: BodyOf<RecordQuery>, format: 'csv' | 'xlsx') =>
    client.download(`${base(entity)}/export`, { query, format }),
}
