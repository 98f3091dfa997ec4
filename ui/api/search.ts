import { client, queryString } from './client.js'
import type { DuplicateCandidate, FoundRecord, LookupResult } from './types.js'
import type { RecordInput } from '#core/records/types'

export const searchApi = {
  /** Records of every kind the reader may see. */
  records: (text: string, signal?: AbortSignal) =>
    client
      .get<{ results: FoundRecord[] }>(`/api/search${queryString({ q: text })}`, signal ? { signal } : {})
      .then((body) => body.results),
  /** Records of one entity, for a look-up input. */
  lookup: (entity: string, text: string, signal?: AbortSignal) =>
    client
      .get<{ results: LookupResult[] }>(
        `/api/lookup/${encodeURIComponent(entity)}${queryString({ q: text })}`,
        signal ? { signal } : {}
      )
      .then((body) => body.results),
  /** Records that could be the same as one about to be made. */
  duplicates: (entity: string, values: RecordInput, signal?: AbortSignal) =>
    client
      .post<{ duplicates: DuplicateCandidate[] }>('/api/crm/duplicates', { entity, values }, signal ? { signal } : {})
      .then((body) => body.duplicates),
}
