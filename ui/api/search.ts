import { client, queryString } from './client.js'
import type { FoundRecord, LookupResult } from './types.js'

export const searchApi = {
  /** Records of every kind the reader may see. */
  records: (text: string, signal?: AbortSignal) =>
    client
      .get<{ results: FoundRecord[] }>(
        `/api/search${queryString({ q: text })}`,
        signal ? { signal } : {}
      )
      .then((body) => body.results),
  /** Records of one entity, for a look-up input. */
  lookup: (entity: string, text: string, signal?: AbortSignal) =>
    client
      .get<{ results: LookupResult[] }>(
        `/api/lookup/${encodeURIComponent(entity)}${queryString({ q: text })}`,
        signal ? { signal } : {}
      )
      .then((body) => body.results),
}
