import type { Knex } from 'knex'
import type { Actor } from '#core/security/types'
import type { Json } from '#core/metadata/types'

/** Values by field name in the wire form (ids for look-ups, ISO texts for instants). */
export type FieldValues = Record<string, Json>

export interface WriteEvent {
  entity: string
  id: number | null
  operation: 'create' | 'update' | 'delete' | 'restore'
  before: FieldValues | null
  /** On `beforeSave` it may be changed: it is what will be written. */
  after: FieldValues
  /** Names of the fields that differ. */
  changed: string[]
  actor: Actor
  /** By which door: `web`, `command`, `import`… as in the audit. */
  channel: string
  now: Date
  trx: Knex.Transaction
}

/** Code of a plugin that runs inside the transaction of a write. What it throws undoes the write. */
export interface RecordHooks {
  /** An entity name, or `*`. */
  entity: string
  beforeSave?(event: WriteEvent): Promise<void>
  afterSave?(event: WriteEvent & { id: number }): Promise<void>
  /** Several records written in one statement (import, bulk, PBX sync). Default: `afterSave` for each. */
  afterSaveMany?(events: (WriteEvent & { id: number })[]): Promise<void>
}
