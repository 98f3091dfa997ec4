import type { Knex } from 'knex'
import { CodedError } from '#core/errors/coded_error'
import type { Reads } from '#core/records/reads'
import type { RecordPage, Reference } from '#core/records/types'
import type { Actor } from '#core/security/types'
import type { StartOrder } from '#core/workflow/instances/live'

/** Whose an instance is, for row scopes. */
export interface Place {
  ownerId: number | null
  unitId: number | null
}

export const NOWHERE: Place = { ownerId: null, unitId: null }

export interface PlaceSources {
  records: Pick<Reads, 'query'>
  /** The system: where a record belongs is asked of it, not what it holds. */
  actor: Actor
  trx: Knex.Transaction
  /** The unit of a calling instance. */
  callers: (instance: number) => number | null
}

/** Numbers of one statement. */
const CHUNK = 500

/**
 * What a person starts is theirs and their unit's. What begins by itself belongs to those whose record it is about: else nobody but
 * who sees everything would ever find it.
 */
export async function placesOf(
  orders: readonly StartOrder[],
  sources: PlaceSources
): Promise<Map<StartOrder, Place>> {
  const lost = orders.filter((order) => order.subject && isLost(order))
  const known = await placesOfRecords(lost, sources)
  return new Map(
    orders.map((order) => {
      const { subject, parent } = order
      const about = (subject && known.get(`${subject.entity}:${subject.id}`)) || NOWHERE
      const unit = order.unitId ?? about.unitId ?? (parent ? sources.callers(parent.id) : null)
      return [order, { ownerId: order.userId || about.ownerId, unitId: unit }]
    })
  )
}

const isLost = ({ userId, unitId }: StartOrder): boolean => !userId || (unitId ?? null) === null

async function placesOfRecords(
  orders: readonly StartOrder[],
  { records, actor, trx }: PlaceSources
): Promise<Map<string, Place>> {
  const known = new Map<string, Place>()
  const subjects = orders.flatMap(({ subject }) => subject ?? [])
  for (const [entity, some] of Map.groupBy(subjects, (one) => one.entity)) {
    const ids = [...new Set(some.map(({ id }) => id))]
    for (let from = 0; from < ids.length; from += CHUNK) {
      const value = ids.slice(from, from + CHUNK)
      const filter = { path: 'id', op: 'in' as const, value }
      const query = { entity, select: ['owner_id', 'unit_id'], filter, limit: CHUNK }
      for (const row of await rowsOf(() => records.query(actor, query, { trx }))) {
        const place = { ownerId: idOf(row.owner_id), unitId: idOf(row.unit_id) }
        known.set(`${entity}:${row.id}`, place)
      }
    }
  }
  return known
}

/** What is about a kind of record that is not there any more is nobody's. */
async function rowsOf(read: () => Promise<RecordPage>): Promise<RecordPage['rows']> {
  try {
    return (await read()).rows
  } catch (error) {
    if (error instanceof CodedError && error.status < 500) return []
    throw error
  }
}

const idOf = (value: unknown): number | null => (value as Reference | null)?.id ?? null
