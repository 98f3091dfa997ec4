import { client } from './client.js'
import type { SessionInfo, SessionUser } from './types.js'

export const sessionApi = {
  current: () => client.get<SessionInfo>('/api/session', { quiet401: true }),
  signIn: (login: string, password: string) =>
    client.post<SessionInfo>('/api/session', { login, password }, { quiet401: true }),
  signOut: () => client.delete<void>('/api/session', { quiet401: true }),
  setupIsValid: (token: string) =>
    client.get<{ valid: boolean }>(`/api/setup/${encodeURIComponent(token)}`),
  setUp: (input: { token: string; name: string; login: string; password: string }) =>
    client.post<SessionInfo | undefined>('/api/setup', input, { quiet401: true }),
  updateMe: (
    changes: Partial<Pick<SessionUser, 'language' | 'theme' | 'timeZone' | 'calendar' | 'name'>> & {
      password?: string
      currentPassword?: string
    }
  ) => client.patch<SessionInfo | { user: SessionUser }>('/api/me', changes),
}
