import type { ClientChange, DefinitionKind, Json } from '#core/metadata/types'
import { client } from './client.js'
import { layersApi } from './admin.js'

export interface DraftInfo {
  kind: string
  name: string
  updatedAt: string
}
export interface Draft extends DraftInfo {
  content: Json
}
export interface ChangedDefinition {
  name: string
  changes: number
  changedAt: string
}

const path = (kind: string, name: string) =>
  `/api/design/drafts/${kind}/${encodeURIComponent(name)}`

/** What is being worked on in the designers and not published yet: one draft a person and definition. */
export const draftsApi = {
  list: (kind: string) =>
    client
      .get<{ drafts: DraftInfo[] }>(`/api/design/drafts?kind=${kind}`)
      .then((body) => body.drafts),
  get: (kind: string, name: string) =>
    client.get<{ draft: Draft }>(path(kind, name)).then((body) => body.draft),
  save: (kind: string, name: string, content: object) =>
    client.put<{ draft: DraftInfo }>(path(kind, name), { content }).then((body) => body.draft),
  discard: (kind: string, name: string) => client.delete<void>(path(kind, name)),
  changed: (kind: DefinitionKind) =>
    client
      .get<{ definitions: ChangedDefinition[] }>(`/api/design/changes/${kind}`)
      .then((body) => body.definitions),
}

type Place = Pick<ClientChange, 'kind' | 'name' | 'path'>
export interface Publication {
  changes: ClientChange[]
  /** Client changes taken away: back to base. */
  resets: Place[]
  basedOn: { kind: DefinitionKind; name: string; revision: string | null }[]
}
export interface DefinitionFault {
  code: string
  kind: DefinitionKind
  name: string
  path: string
  params?: Record<string, string | number | boolean | null>
}

export const publishApi = {
  layers: layersApi.get,
  /** Every fault that publishing would be refused for; changes nothing. */
  check: (publication: Publication, signal?: AbortSignal) =>
    client
      .post<{ issues: DefinitionFault[] }>(
        '/api/metadata/changes',
        { ...publication, dryRun: true },
        signal ? { signal } : {}
      )
      .then((body) => body.issues),
  publish: (publication: Publication) =>
    client.post<{ version: string }>('/api/metadata/changes', publication),
}
