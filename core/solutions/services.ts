import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { JobQueue } from '#core/jobs/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Metadata } from '#core/metadata/metadata'
import type { PluginRegistry } from '#core/plugin_host/plugin_registry'
import type { Settings } from '#core/plugin_host/settings'
import type { MetadataSource } from '#core/records/ports'
import type { Records } from '#core/records/records'
import type { Actor, AuditEntry, Origin } from '#core/security/types'
import type { SolutionParts } from '#core/solutions/solution_parts'
import type { SolutionStore } from '#core/solutions/solution_store'
import type { SolutionPackage } from '#core/solutions/package_codec'

/** What the use cases of solutions work with. */
export interface SolutionServices {
  database: Database
  metadata: Metadata
  types: FieldTypes
  registry: PluginRegistry
  settings: Settings
  records: Records
  /** A record engine over definitions that are not in effect yet. */
  recordsOver: (metadata: MetadataSource) => Records
  parts: SolutionParts
  store: SolutionStore
  jobs: JobQueue
  audit: (trx: Knex.Transaction, entry: AuditEntry) => Promise<void>
  coreVersion: string
  now: () => Date
}

/** Who, which package, which version, with what result. */
export function solutionAudit(
  actor: Actor,
  origin: Origin,
  action: 'solution.export' | 'solution.import' | 'solution.rollback',
  { solution, hash }: SolutionPackage,
  at: Date,
  result: Record<string, number | string>
): AuditEntry {
  const { name, version } = solution.head
  return {
    at,
    actorId: actor.userId,
    actorName: actor.name,
    address: origin.address,
    channel: origin.channel,
    action,
    details: { solution: name, version, hash, result },
  }
}
