import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { DefinitionIssue, RoleDefinition } from '#core/metadata/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { DefinitionMaps } from '#core/metadata/layers/types'
import type { BasePart } from '#core/metadata/layers/base_layer'
import type { Actor, AuditEntry } from '#core/security/types'

/** Where the base layer comes from. */
export interface DefinitionSource {
  parts(): Promise<BasePart[]>
  /** Named permissions that roles may give. */
  permissions(): ReadonlySet<string>
}

type Roles = ReadonlyMap<string, RoleDefinition>

/** A write of the client layer that is about to come into effect. */
export interface WrittenLayer {
  actor: Actor
  at: Date
  /** `metadata.change`, `solution.import`, … */
  action: string
  note: string | null
  before: DefinitionMaps
  after: DefinitionMaps
}

export interface MetadataServices {
  database: Database
  types: FieldTypes
  source: DefinitionSource
  audit: (trx: Knex.Transaction, entry: AuditEntry) => Promise<void>
  emitChanged: (version: string) => Promise<void>
  /** Refuses roles that give more than the actor holds. */
  guardRoles: (
    actor: Actor,
    before: Roles,
    after: Roles,
    made: ReadonlySet<string>
  ) => Promise<void>
  /** Keeps what definitions were and are, in the transaction of every write: no door by which they change goes past it. */
  keepVersions: (trx: Knex.Transaction, write: WrittenLayer) => Promise<void>
  /** Who changed definitions last, for the one whose change comes too late. */
  lastChange: (trx: Knex.Transaction) => Promise<{ by: string; at: string } | null>
  /** Told what an upgrade left without effect; never a reason to stop. */
  warn: (message: string, problems: DefinitionIssue[]) => void
  now: () => Date
}
