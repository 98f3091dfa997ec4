import type { ChangePlan, DesignState, UsageReport } from '#core/metadata/plan_types'
import type { ChangeOperation } from '#core/metadata/layers/operations'
import { client } from './client.js'

const part = encodeURIComponent

/** What the designers ask of the host. */
export const designApi = {
  state: () => client.get<DesignState>('/api/metadata/design'),
  records: () => client.get<{ records: Record<string, number> }>('/api/metadata/records'),
  plan: (operations: readonly ChangeOperation[], signal?: AbortSignal) =>
    client.post<ChangePlan>('/api/metadata/plan', { operations }, signal ? { signal } : {}),
  apply: (operations: readonly ChangeOperation[], revision: number) =>
    client.post<{ version: string; revision: number; steps: number }>('/api/metadata/apply', {
      operations,
      revision,
    }),
  used: (entity: string, field?: string) =>
    client.get<UsageReport>(
      `/api/metadata/used/${part(entity)}${field === undefined ? '' : `/${part(field)}`}`
    ),
  usedChoices: (list: string, option?: string) =>
    client.get<UsageReport>(
      `/api/metadata/used-choices/${part(list)}${option === undefined ? '' : `/${part(option)}`}`
    ),
  purgeField: (entity: string, field: string, confirmation: string) =>
    client.post<{ revision: number }>('/api/metadata/purge-field', { entity, field, confirmation }),
}
