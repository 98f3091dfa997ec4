/** What the record engine needs of other parts, so that it can be run without them. */
import type { Knex } from 'knex'
import type { EffectiveMetadata, Json } from '#core/metadata/types'
import type { DomainEventName, DomainEvents } from '#core/realtime/types'
import type { AuditEntry } from '#core/security/types'

declare module '#core/realtime/types' {
  interface DomainEvents {
    /** Several records written at once: one event a batch. */
    'records.changed': { entity: string; ids: number[] }
  }
}

export interface MetadataSource {
  current(): EffectiveMetadata
}

export interface AuditSink {
  append(trx: Knex.Transaction, entries: readonly AuditEntry[]): Promise<void>
}

export interface EventSink {
  emitAfterCommit<N extends DomainEventName>(
    trx: Knex.Transaction,
    name: N,
    payload: DomainEvents[N]
  ): void
}

/** Evaluates the FEEL expression of a default. Throws a coded error where it fails. */
export type DefaultEvaluator = (feel: string, context: Record<string, Json>) => Json
