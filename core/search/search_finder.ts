import type { DatabaseConnections } from '#core/database/types'
import {
  fieldWord,
  searchDialectOf,
  type SearchCondition,
  type SearchWord,
} from '#core/database/search_dialect'
import type { EntityDefinition } from '#core/metadata/types'
import { bind, Statements } from '#core/records/execution/statements'
import { compileRaw } from '#core/records/query/emission'
import { scopeFragment, sharedScope, sizesOf } from '#core/records/query/scope'
import { tableOf } from '#core/records/system_fields'
import type { NumberedEntity } from '#core/search/search_names'
import type { Term, Wanted } from '#core/search/search_terms'
import type { Actor } from '#core/security/types'

type NumberedField = NumberedEntity['fields'][number]

const isNumber = (field: NumberedField) => field.definition.type === 'phone'

/**
 * What a record must have, in words of the index, over the given fields alone. Null where no field could hold a term.
 * Pure.
 */
export function conditionsOf(
  terms: readonly Term[],
  fields: readonly NumberedField[],
  whole: boolean
): SearchCondition[] | null {
  const spellings = ({ word, kind }: Wanted): SearchWord[] =>
    fields
      .filter((field) => isNumber(field) === (kind === 'number'))
      .map((field) => ({ word: fieldWord(field.no, word), whole }))
  const conditions: SearchCondition[] = []
  for (const { alternatives } of terms) {
    const usable = alternatives
      .map((words) => words.map(spellings))
      .filter((words) => words.every((list) => list.length > 0))
    if (usable.length === 0) return null
    conditions.push(usable)
  }
  return conditions
}

/** Whether the reader may search by a field: one that is masked must not be guessed at. */
function readable(actor: Actor, entity: string, field: string): boolean {
  const level = actor.access.field(entity, field)
  return level === 'read' || level === 'write'
}

/** Finds records of one entity by the index: within the reader's row scope, by the fields the reader may read, and no other. */
export class SearchFinder {
  readonly #db: DatabaseConnections
  readonly #statements: Statements
  readonly #dialect

  constructor(db: DatabaseConnections) {
    this.#db = db
    this.#statements = new Statements(db.dialect)
    this.#dialect = searchDialectOf(db.dialect)
  }

  /**
   * Ids in the order in which they are shown: whole words in the title, then beginnings of words there, then title and second
   * line, then anywhere; the newest first within each. At most `limit`, counted up to `cap`.
   */
  async find(
    actor: Actor,
    entity: EntityDefinition,
    numbered: NumberedEntity,
    terms: readonly Term[],
    { limit, cap }: { limit: number; cap: number }
  ): Promise<{ ids: number[]; count: number; capped: boolean }> {
    const fields = numbered.fields.filter(({ name }) => readable(actor, entity.name, name))
    const run = async (among: readonly NumberedField[], whole: boolean, most: number) => {
      const conditions = conditionsOf(terms, among, whole)
      return conditions ? this.#ids(actor, entity, numbered.no, conditions, most) : []
    }
    const all = await run(fields, false, Math.max(cap, limit) + 1)
    const capped = all.length > cap
    const count = Math.min(all.length, cap)
    if (all.length < 2) return { ids: all.slice(0, limit), count, capped }
    const title = fields.filter(({ rank }) => rank === 'title')
    const shown = fields.filter(({ rank }) => rank !== 'body')
    const ids = new Set<number>()
    const tiers = [
      () => run(title, true, limit),
      () => run(title, false, limit),
      () => run(shown, false, limit),
      async () => all,
    ]
    for (const tier of tiers) {
      if (ids.size >= limit) break
      for (const id of await tier()) ids.add(id)
    }
    return { ids: [...ids].slice(0, limit), count, capped }
  }

  async #ids(
    actor: Actor,
    entity: EntityDefinition,
    entityNo: number,
    conditions: readonly SearchCondition[],
    limit: number
  ): Promise<number[]> {
    const { dialect, read } = this.#db
    const depth = actor.access.depth(entity.name, 'read')
    const shared = sharedScope(entity, 'read')
    const scope = scopeFragment('t0', depth, sizesOf(actor), dialect, shared)
    const source = this.#dialect.source(entityNo, tableOf(entity), conditions)
    const first = dialect === 'mssql' ? `top (${limit}) ` : ''
    const last = dialect === 'mssql' ? '' : ` limit ${limit}`
    const statement = compileRaw(read, dialect, {
      sql:
        `select ${first}t0.id from ${source.from.sql} where ${source.where.sql}` +
        ` and t0.deleted_at is null and (${scope.sql}) order by ${source.order}${last}`,
      bindings: [
        ...(source.from.bindings as string[]),
        ...(source.where.bindings as string[]),
        ...scope.bindings,
      ],
    })
    const bound = bind(statement, { values: [], actor, now: new Date(), cursor: [] })
    const rows = await this.#statements.rows(read, statement.sql, bound)
    return rows.map(([id]) => Number(id))
  }
}
