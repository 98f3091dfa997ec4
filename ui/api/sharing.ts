import { client } from './client.js'
import type { Reference } from './types.js'

export type ShareLevel = 'read' | 'update'
export interface Share {
  id: number
  kind: 'user' | 'team'
  receiver: Reference
  level: ShareLevel
  expiresAt: string | null
  sharedBy: Reference
  sharedAt: string
}
export interface RecordShares {
  shares: Share[]
  mayShare: boolean
  mayShareUpdate: boolean
}
export interface SharedRecord {
  entity: string
  id: number
  label: string | null
  level: ShareLevel
  expiresAt: string | null
  sharedBy: Reference
  sharedAt: string
}
export interface ShareInput {
  kind: 'user' | 'team'
  receiverId: number
  level: ShareLevel
  expiresAt: string | null
}

const of = (entity: string, id: number) => `/api/records/${encodeURIComponent(entity)}/${id}/shares`

export const sharingApi = {
  list: (entity: string, id: number) => client.get<RecordShares>(of(entity, id)),
  add: (entity: string, id: number, share: ShareInput) =>
    client.post<RecordShares>(of(entity, id), share),
  remove: (entity: string, id: number, share: number) =>
    client.delete<void>(`${of(entity, id)}/${share}`),
  withMe: () =>
    client.get<{ records: SharedRecord[] }>('/api/shares/with-me').then((body) => body.records),
}
