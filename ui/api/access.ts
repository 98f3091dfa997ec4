import type { LocalizedText, Privilege } from '#core/metadata/types'
import { client, queryString } from './client.js'

export interface AccessStep {
  code: string
  ok: boolean
  params: Record<string, string | boolean>
}
export interface ExplainedAccess {
  allowed: boolean
  level: string | null
  steps: AccessStep[]
  user: { id: number; name: string; active: boolean }
  roles: { name: string; label: LocalizedText }[]
}
export interface AccessQuestion {
  user: number
  entity: string
  privilege: Privilege
  id?: number | undefined
  field?: string | undefined
}

export const accessApi = {
  explain: (question: AccessQuestion) =>
    client.get<ExplainedAccess>(`/api/admin/access/explain${queryString({ ...question })}`),
  /** From now on the application is seen as these roles, or as a user's roles, see it. */
  startPreview: (subject: { roles: string[] } | { userId: number }) =>
    client.post<{ roles: string[] }>('/api/preview', subject),
  endPreview: () => client.delete<void>('/api/preview'),
}
