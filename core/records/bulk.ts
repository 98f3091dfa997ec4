import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import { E_BAD_QUERY } from '#core/errors/errors'
import type { Actor, Origin } from '#core/security/types'
import { E_BULK_TOO_LARGE } from '#core/records/errors'
import type { Reads } from '#core/records/reads'
import type { Filter, RecordInput } from '#core/records/types'
import type { UpdateOutcome, Writes } from '#core/records/writes'

export type BulkTarget = { ids: number[] } | { filter: Filter; search?: string }
export type BulkChange =
  { action: 'update'; values: RecordInput } | { action: 'delete' | 'restore' }
export interface BulkResult {
  changed: number
  failed: { id: number; code: string }[]
}

/** Records in one transaction: others must be able to write in between. */
const BATCH = 200
/** Records in one call. More is a job. */
export const BULK_LIMIT = 10_000

interface Parts {
  db: DatabaseConnections
  reads: Reads
  writes: Writes
}

/** One change for many records, in batches. A record that refuses is named and the others go on. */
export class Bulk {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(
    actor: Actor,
    origin: Origin,
    entity: string,
    target: BulkTarget,
    change: BulkChange
  ): Promise<BulkResult> {
    const ids = await this.#ids(actor, entity, target, change.action === 'restore')
    const result: BulkResult = { changed: 0, failed: [] }
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH)
      for (const [index, outcome] of (
        await this.#batch(actor, origin, entity, batch, change)
      ).entries()) {
        if ('id' in outcome) result.changed++
        else {
          const code = outcome.issues[0]?.code ?? 'E_VALIDATION'
          result.failed.push({ id: batch[index] as number, code })
        }
      }
    }
    return result
  }

  async #ids(
    actor: Actor,
    entity: string,
    target: BulkTarget,
    deleted: boolean
  ): Promise<number[]> {
    if ('ids' in target) {
      const { ids } = target
      if (!ids.every((id) => Number.isInteger(id) && id > 0)) {
        throw new E_BAD_QUERY({ reason: 'E_QUERY_IDS' }, [{ path: 'ids', code: 'E_QUERY_IDS' }])
      }
      if (ids.length > BULK_LIMIT) throw new E_BULK_TOO_LARGE({ limit: BULK_LIMIT })
      return [...new Set(ids)]
    }
    const ids: number[] = []
    const pages = this.#parts.reads.stream(actor, {
      entity,
      select: ['id'],
      filter: target.filter,
      ...(target.search === undefined ? {} : { search: target.search }),
      sort: [{ path: 'id' }],
      deleted: deleted ? 'only' : 'exclude',
    })
    for await (const rows of pages) {
      for (const { id } of rows) ids.push(id)
      if (ids.length > BULK_LIMIT) throw new E_BULK_TOO_LARGE({ limit: BULK_LIMIT })
    }
    return ids
  }

  /** All of a batch in one transaction; when something refuses after writing began, each record in one of its own. */
  async #batch(
    actor: Actor,
    origin: Origin,
    entity: string,
    ids: readonly number[],
    change: BulkChange
  ): Promise<UpdateOutcome[]> {
    const work = (some: readonly number[]) =>
      this.#parts.db.write.transaction((trx) =>
        this.#apply(actor, origin, entity, some, change, trx)
      )
    try {
      return await work(ids)
    } catch (error) {
      if (ids.length === 1) return [failure(error)]
      const outcomes: UpdateOutcome[] = []
      for (const id of ids) {
        const [outcome] = await work([id]).catch((cause: unknown) => [failure(cause)])
        outcomes.push(outcome as UpdateOutcome)
      }
      return outcomes
    }
  }

  #apply(
    actor: Actor,
    origin: Origin,
    entity: string,
    ids: readonly number[],
    change: BulkChange,
    trx: Knex.Transaction
  ): Promise<UpdateOutcome[]> {
    const { writes } = this.#parts
    if (change.action === 'update') {
      const items = ids.map((id) => ({ id, values: change.values }))
      return writes.updateMany(actor, origin, entity, items, { trx })
    }
    const items = ids.map((id) => ({ id }))
    return change.action === 'delete'
      ? writes.removeMany(actor, origin, entity, items, { trx })
      : writes.restoreMany(actor, origin, entity, items, { trx })
  }
}

/** A coded refusal becomes the record's outcome; anything else is a fault and goes up. */
function failure(error: unknown): UpdateOutcome {
  const { code, details } = error as { code?: unknown; details?: { path: string; code: string }[] }
  if (typeof code !== 'string' || !code.startsWith('E_')) throw error
  return { issues: details?.length ? details : [{ path: '', code }] }
}
