import { client } from './client.js'
import type { JobInfo, Notification, StoredFile } from './types.js'

export const jobsApi = {
  list: () => client.get<{ jobs: JobInfo[] }>('/api/jobs').then((body) => body.jobs),
  get: (id: number) => client.get<{ job: JobInfo }>(`/api/jobs/${id}`).then((body) => body.job),
  cancel: (id: number) => client.post<void>(`/api/jobs/${id}/cancel`),
}
export const notificationsApi = {
  list: () =>
    client
      .get<{ notifications: Notification[] }>('/api/notifications')
      .then((body) => body.notifications),
  read: (id: number) => client.post<void>(`/api/notifications/${id}/read`),
}
export const filesApi = {
  upload: (file: File, onProgress?: (sent: number, total: number) => void) => {
    const form = new FormData()
    form.set('file', file)
    return client
      .upload<{ file: StoredFile }>('/api/files', form, onProgress)
      .then((body) => body.file)
  },
  url: (id: number) => `/api/files/${id}`,
}
