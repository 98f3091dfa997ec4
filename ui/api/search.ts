import { client, queryString } from './client.js'
import type { LookupResult, SearchGroup } from './types.js'

export const searchApi = {
  /** Records of every kind the reader may see, by kind. */
  groups: (
    text: string,
    options: { entities?: string[]; limit?: number } = {},
    signal?: AbortSignal
  ) =>
    client
      .get<{ groups: SearchGroup[] }>(
        `/api/search${queryString({
          q: text,
          entities: options.entities?.join(','),
          limit: options.limit,
        })}`,
        signal ? { signal } : {}
      )
      .then((body) => body.groups),
  /** Records of one entity, for a look-up input. */
  lookup: (entity: string, text: string, signal?: AbortSignal) =>
    client
      .get<{ results: LookupResult[] }>(
        `/api/lookup/${encodeURIComponent(entity)}${queryString({ q: text })}`,
        signal ? { signal } : {}
      )
      .then((body) => body.results),
}
