import type { Json } from '#core/metadata/types'
import type { Layered } from './admin.js'
import { client } from './client.js'

export type LayeredView = Layered<'view'> & { revision: string }
export interface ViewPropertyChange {
  path: string[]
  value: Json
}

/** Views as consultants shape them: changes of the client layer, property by property. */
export const viewDefinitionsApi = {
  get: (name: string) =>
    client.get<LayeredView>(`/api/metadata/layers/view/${encodeURIComponent(name)}`),
  /** `revision` is that of the view that was changed; null for a new one. */
  change: (
    name: string,
    changes: ViewPropertyChange[],
    resets: string[][],
    revision: string | null | undefined
  ) =>
    client.post<{ version: string }>('/api/metadata/changes', {
      changes: changes.map((change) => ({ kind: 'view', name, ...change })),
      resets: resets.map((path) => ({ kind: 'view', name, path })),
      ...(revision === undefined ? {} : { basedOn: [{ kind: 'view', name, revision }] }),
    }),
}
