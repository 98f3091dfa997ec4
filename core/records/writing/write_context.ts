import type { Knex } from 'knex'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'
import type { Session } from '#core/records/execution/statements'

/** Everything that belongs to one write: who, when, and inside which transaction. */
export interface WriteContext {
  actor: Actor
  origin: Origin
  now: Date
  trx: Knex.Transaction
  session: Session
  metadata: EffectiveMetadata
}
