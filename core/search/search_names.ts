import type { Knex } from 'knex'
import type { EntityDefinition } from '#core/metadata/types'
import { searchFieldsOf, type SearchField } from '#core/search/search_fields'

const TABLE = 'search_names'

/** An entity as the index knows it. */
export interface NumberedEntity {
  no: number
  fields: readonly (SearchField & { no: number })[]
}

/**
 * Numbers of entities and fields in the index. A number is given once and stays, so that a process may keep what it has read;
 * a name that is new is numbered in the transaction that needs it.
 */
export class SearchNames {
  #known = new Map<string, number>()

  /** Reads what others have numbered. */
  async load(knex: Knex | Knex.Transaction): Promise<void> {
    const rows: { id: number; entity: string; field: string }[] = await knex(TABLE).select(
      'id',
      'entity',
      'field'
    )
    this.#known = new Map(rows.map(({ id, entity, field }) => [`${entity}.${field}`, Number(id)]))
  }

  /** The numbers of an entity and its fields, or undefined while one is missing: see `ensure`. */
  of(entity: EntityDefinition): NumberedEntity | undefined {
    const no = this.#known.get(`${entity.name}.`)
    if (no === undefined) return undefined
    const fields: (SearchField & { no: number })[] = []
    for (const field of searchFieldsOf(entity)) {
      const number = this.#known.get(`${entity.name}.${field.name}`)
      if (number === undefined) return undefined
      fields.push({ ...field, no: number })
    }
    return { no, fields }
  }

  /** As `of`, giving the numbers that are missing. A number of a transaction that is rolled back is read anew. */
  async ensure(trx: Knex.Transaction, entity: EntityDefinition): Promise<NumberedEntity> {
    const known = this.of(entity)
    if (known) return known
    await this.load(trx)
    const wanted = ['', ...searchFieldsOf(entity).map(({ name }) => name)]
    for (const field of wanted) {
      if (this.#known.has(`${entity.name}.${field}`)) continue
      await trx(TABLE).insert({ entity: entity.name, field })
    }
    await this.load(trx)
    trx.executionPromise.catch(() => {
      this.#known = new Map()
    })
    const numbered = this.of(entity)
    if (!numbered) throw new RangeError(`No numbers for ${entity.name}`)
    return numbered
  }
}
