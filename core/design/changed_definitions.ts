import type { DatabaseConnections } from '#core/database/types'
import type { DefinitionKind } from '#core/metadata/types'
import { designsFormsOf, requireDesigner } from '#core/metadata/form_design'
import type { Metadata } from '#core/metadata/metadata'
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
  readonly #metadata: Metadata

  constructor(db: DatabaseConnections, metadata: Metadata) {
    this.#db = db
    this.#metadata = metadata
  }

  async list(actor: Actor, kind: DefinitionKind): Promise<ChangedDefinition[]> {
    requireDesigner(actor, kind)
    const rows: { name: string; changes: number | string; changed_at: string }[] = await this.#db
      .read('metadata_changes')
      .select('name')
      .count({ changes: 'id' })
      .max({ changed_at: 'changed_at' })
      .where('kind', kind)
      .groupBy('name')
    const { form, entity } = this.#metadata.current()
    const may = ({ name }: { name: string }): boolean =>
      kind !== 'form' || designsFormsOf(actor, entity.get(form.get(name)?.entity ?? ''))
    return rows.filter(may).map(({ name, changes, changed_at: changedAt }) => ({
      name,
      changes: Number(changes),
      changedAt,
    }))
  }
}
