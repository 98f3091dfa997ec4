import type { Knex } from 'knex'

declare module '#core/jobs/types' {
  interface JobPayloads {
    'core.recompute': RecomputePayload
  }
}

/**
 * Records whose computed values are to be worked out anew: those with ids in `targets`, or, with `by`, those whose look-up of
 * that name is in `targets`; without targets all of the entity. `after` is the id to go on behind.
 */
export type RecomputePayload = {
  entity: string
  by: string | null
  targets: number[]
  after: number
}

/** Puts work off until after the transaction. */
export type RecomputeQueue = (trx: Knex.Transaction, payload: RecomputePayload) => Promise<void>
