import type { Metadata } from '#core/metadata/metadata'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import type { Subject } from '#core/workflow/types'

const AT_ONCE = 500

/** What records are called, for those who may read them. */
export class SubjectLabels {
  readonly #records: Records
  readonly #metadata: Metadata

  constructor(records: Records, metadata: Metadata) {
    this.#records = records
    this.#metadata = metadata
  }

  /** By `entity:id`; those that the reader may not see are left out. */
  async of(actor: Actor, subjects: readonly Subject[]): Promise<Map<string, string>> {
    const labels = new Map<string, string>()
    const entities = new Set(subjects.map(({ entity }) => entity))
    for (const entity of entities) {
      const definition = this.#metadata.current().entity.get(entity)
      const unreadable = actor.access.depth(entity, 'read') === 'none'
      if (!definition || definition.removed || unreadable) continue
      const { titleField } = definition
      if (actor.access.field(entity, titleField) === 'none') continue
      const own = subjects.filter((one) => one.entity === entity).map(({ id }) => id)
      const ids = [...new Set(own)]
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const { rows } = await this.#records.query(actor, {
          entity,
          select: [titleField],
          filter: { path: 'id', op: 'in', value: ids.slice(from, from + AT_ONCE) },
          limit: AT_ONCE,
        })
        for (const row of rows) labels.set(`${entity}:${row.id}`, String(row[titleField] ?? ''))
      }
    }
    return labels
  }
}
