import { client } from './client.js'

export interface AccessToken {
  id: number
  name: string
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
}
export interface OpenSession {
  id: number | string
  address: string | null
  agent?: string | null
  lastSeenAt?: string | null
  createdAt: string
  current?: boolean
}

/** The person's own programs' tokens and open sessions. */
export const tokensApi = {
  list: () => client.get<{ tokens: AccessToken[] }>('/api/me/tokens').then((body) => body.tokens),
  /** The answer holds the token's text, once. */
  create: (name: string) =>
    client
      .post<{ token: AccessToken & { value: string } }>('/api/me/tokens', { name })
      .then((body) => body.token),
  remove: (id: number) => client.delete<void>(`/api/me/tokens/${id}`),
  sessions: () =>
    client.get<{ sessions: OpenSession[] }>('/api/me/sessions').then((body) => body.sessions),
  endSession: (id: number | string) => client.delete<void>(`/api/me/sessions/${id}`),
}
