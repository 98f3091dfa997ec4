import { client } from './client.js'
import type { SessionInfo, SessionUser } from './types.js'

/** A one-time link: for the first administrator, or for choosing a password of an account that exists. */
export type SetupLink = { valid: false } | { valid: true; purpose: 'password' | (string & {}) }
export interface SetupInput {
  token: string
  password: string
  name?: string
  login?: string
}

export const sessionApi = {
  current: () => client.get<SessionInfo>('/api/session', { quiet401: true }),
  signIn: (login: string, password: string) =>
    client.post<SessionInfo>('/api/session', { login, password }, { quiet401: true }),
  signOut: () => client.delete<void>('/api/session', { quiet401: true }),
  setupLink: (token: string) => client.get<SetupLink>(`/api/setup/${encodeURIComponent(token)}`),
  setUp: (input: SetupInput) => client.post<void>('/api/setup', input, { quiet401: true }),
  updateMe: (
    changes: Partial<Pick<SessionUser, 'language' | 'theme' | 'timeZone' | 'calendar' | 'name'>> & {
      password?: string
      currentPassword?: string
    }
  ) => client.patch<SessionInfo | { user: SessionUser }>('/api/me', changes),
}
