import type { DuplicateRuleDefinition } from '#core/metadata/types'
import type { RecordInput } from '#core/records/types'
import { client } from './client.js'
import type { DuplicateCandidate, RecordRow } from './types.js'

/** Why records may be the same: a part of a rule and the fields that it compares. */
export interface DuplicateReason {
  rule: string
  part: string
  fields: string[]
}
export interface DuplicatePair {
  a: number
  b: number
  /** 0 to 1. */
  score: number
  reasons: DuplicateReason[]
}
export interface DuplicateGroup {
  score: number
  records: RecordRow[]
  pairs: DuplicatePair[]
}
export interface DuplicateGroups {
  groups: DuplicateGroup[]
  fields: string[]
  more: boolean
}
export interface DuplicateSubject {
  entity: string
  finishedAt: string | null
  jobId: number | null
  cut: number
}
interface FoundDuplicate {
  entity: string
  id: number
  label: string
  score: number
  reasons: DuplicateReason[]
  blocks: boolean
}

const of = (entity: string) => `/api/duplicates/of/${encodeURIComponent(entity)}`

export const duplicatesApi = {
  /** Records like the one being entered, by the rules of its entity; `exclude` is its own number where it has one. */
  check: (entity: string, values: RecordInput, exclude?: number): Promise<DuplicateCandidate[]> =>
    client
      .post<{ duplicates: FoundDuplicate[] }>('/api/duplicates/check', {
        entity,
        values,
        ...(exclude === undefined ? {} : { exclude }),
      })
      .then(({ duplicates }) =>
        duplicates.map(({ reasons, ...found }) => ({
          ...found,
          reasons: [],
          alike: reasons.map(({ fields }) => fields),
        }))
      ),
  subjects: () =>
    client
      .get<{ subjects: DuplicateSubject[] }>('/api/duplicates')
      .then(({ subjects }) => subjects),
  groups: (entity: string) => client.get<DuplicateGroups>(of(entity)),
  scan: (entity: string) =>
    client.post<{ job: number }>(`${of(entity)}/scan`).then(({ job }) => job),
  decide: (entity: string, ids: readonly number[], different: boolean) =>
    client.post<{ different: boolean }>(`${of(entity)}/decide`, { ids, different }),
  rules: () =>
    client
      .get<{ rules: DuplicateRuleDefinition[] }>('/api/duplicates/rules')
      .then(({ rules }) => rules),
}
