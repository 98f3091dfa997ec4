import { client, queryString } from './client.js'
import type { SavedView } from './types.js'

export type SavedViewInput = Omit<SavedView, 'id' | 'mine' | 'broken' | 'shared'>

export const viewsApi = {
  list: (entity: string) =>
    client
      .get<{ views: SavedView[] }>(`/api/views${queryString({ entity })}`)
      .then((body) => body.views),
  create: (view: SavedViewInput) =>
    client.post<{ view: SavedView }>('/api/views', view).then((body) => body.view),
  update: (id: number, view: Partial<SavedViewInput>) =>
    client.patch<{ view: SavedView }>(`/api/views/${id}`, view).then((body) => body.view),
  remove: (id: number) => client.delete<void>(`/api/views/${id}`),
}
