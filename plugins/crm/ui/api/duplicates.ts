import type { RecordInput } from '#core/records/types'
import { client } from '#ui/api/client.js'
import type { DuplicateCandidate } from '#ui/api/types.js'

/** Entities for which the CRM knows what makes two records the same. */
const CHECKED = new Set(['contact', 'account', 'lead'])

/** Asks the CRM for records like the one being made; others than people and companies are never asked about. */
export async function findDuplicates(
  entity: string,
  values: RecordInput
): Promise<DuplicateCandidate[]> {
  if (!CHECKED.has(entity)) return []
  const { duplicates } = await client.post<{ duplicates: DuplicateCandidate[] }>(
    '/api/crm/duplicates',
    { entity, values }
  )
  return duplicates.map((found) => ({
    ...found,
    reasons: found.reasons.map((reason) => `crm.duplicates.${reason}`),
  }))
}
