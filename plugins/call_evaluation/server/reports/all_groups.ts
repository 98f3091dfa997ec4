import type { Records } from '#core/records/records'
import type { AggregateRow } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { E_REPORT_TOO_WIDE } from '../errors.js'

/** What the record engine answers at most, and more than a person reads. */
const MOST = 10_000

/**
 * Every group of a question. A report of a part of them would be wrong without saying so.
 * @throws E_REPORT_TOO_WIDE, E_FORBIDDEN, E_FIELD_FORBIDDEN
 */
export async function allGroups(
  records: Records,
  actor: Actor,
  query: Omit<Parameters<Records['aggregate']>[1], 'limit'>,
  most = MOST
): Promise<AggregateRow[]> {
  const rows = await records.aggregate(actor, { ...query, limit: most })
  if (rows.length >= most) throw new E_REPORT_TOO_WIDE({ groups: most })
  return rows
}
