import { setImmediate as breathe } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'

const TABLE = 'pending_ranges'
/** From so many new records at once what derives from them is made by a job. */
export const MANY = 200
/** Ranges that are looked at together. */
const RANGES = 100

export interface PendingRange {
  id: number
  entity: string
  first_id: number
  last_id: number
}

/** What derives from records and may come a little later than they do. */
export type Deriver = 'duplicates' | 'search'

/**
 * Ranges of new records that came by the hundred, as an import brings them, and for which one index or other is still to be made:
 * its entries lie all over its tree, and each commit of the import would write most of it anew. A job that was added in the same
 * transaction catches up with many ranges in one go. A range may hold records that are in the index already, or none.
 */
export class PendingRanges {
  readonly #db: DatabaseConnections
  readonly #deriver: Deriver

  constructor(db: DatabaseConnections, deriver: Deriver) {
    this.#db = db
    this.#deriver = deriver
  }

  /** Answers a key for the job that catches up. */
  async put(trx: Knex.Transaction, entity: string, ids: readonly number[]): Promise<string> {
    let first = Infinity
    let last = 0
    for (const id of ids) {
      first = Math.min(first, id)
      last = Math.max(last, id)
    }
    await trx(TABLE).insert({ deriver: this.#deriver, entity, first_id: first, last_id: last })
    return `${entity} ${first}`
  }

  /** Entities that are waited for. */
  async entities(): Promise<ReadonlySet<string>> {
    const rows: { entity: string }[] = await this.#db
      .read(TABLE)
      .where('deriver', this.#deriver)
      .distinct('entity')
    return new Set(rows.map(({ entity }) => entity))
  }

  /**
   * Works off what waits, `together` records or a few more to a transaction. `derive` makes the entries of the records of an entity
   * between two ids, at most `limit`, and answers how many it read and the last one's id.
   */
  async catchUp(
    together: number,
    derive: (
      trx: Knex.Transaction,
      range: { entity: string; after: number; upTo: number; limit: number }
    ) => Promise<{ count: number; last: number | null }>,
    signal?: AbortSignal
  ): Promise<number> {
    let records = 0
    for (let more = true; more;) {
      signal?.throwIfAborted()
      more = await this.#db.write.transaction(async (trx) => {
        const waiting: PendingRange[] = await trx(TABLE)
          .where('deriver', this.#deriver)
          .orderBy('id')
          .limit(RANGES)
        let left = together
        for (const { entity, upTo, ids } of joined(waiting)) {
          const after = (ids[0]?.first_id ?? 1) - 1
          const { count, last } = await derive(trx, { entity, after, upTo, limit: left })
          records += count
          const whole = count < left || last === null || last >= upTo
          const reached = whole ? upTo : last
          const done = ids.filter(({ last_id: end }) => end <= reached).map(({ id }) => id)
          await trx(TABLE).whereIn('id', done).delete()
          await trx(TABLE)
            .whereIn(
              'id',
              ids.map(({ id }) => id)
            )
            .where('first_id', '<=', reached)
            .update({ first_id: reached + 1 })
          left -= count
          if (left <= 0) break
        }
        return waiting.length > 0
      })
      await breathe()
    }
    return records
  }
}

/** Ranges of one entity that follow each other, as one. */
export function joined(
  ranges: readonly PendingRange[]
): { entity: string; upTo: number; ids: PendingRange[] }[] {
  const sorted = [...ranges].sort(
    (a, b) => (a.entity < b.entity ? -1 : a.entity > b.entity ? 1 : 0) || a.first_id - b.first_id
  )
  const all: { entity: string; upTo: number; ids: PendingRange[] }[] = []
  for (const range of sorted) {
    const before = all.at(-1)
    if (before && before.entity === range.entity && range.first_id <= before.upTo + 1) {
      before.upTo = Math.max(before.upTo, range.last_id)
      before.ids.push(range)
    } else all.push({ entity: range.entity, upTo: range.last_id, ids: [range] })
  }
  return all
}
