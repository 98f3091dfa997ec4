import type { DatabaseConnections } from '#core/database/types'
import type { DefinitionKind } from '#core/metadata/types'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'

export interface ChangedDefinition {
  name: string
  /** How many properties the client layer sets. */
  changes: number
  changedAt: string
}

/** Which definitions of a kind this installation has changed or made, and when last. */
export class ChangedDefinitions {
  readonly #db: DatabaseConnections

  constructor(db: DatabaseConnections) {
    this.#db = db
  }

  async list(actor: Actor, kind: DefinitionKind): Promise<ChangedDefinition[]> {
    requirePermission(actor, 'core.customise')
    const rows: { name: string; changes: number | string; changed_at: string }[] = await this.#db
      .read('metadata_changes')
      .select('name')
      .count({ changes: 'id' })
      .max({ changed_at: 'changed_at' })
      .where('kind', kind)
      .groupBy('name')
    return rows.map(({ name, changes, changed_at: changedAt }) => ({
      name,
      changes: Number(changes),
      changedAt,
    }))
  }
}
