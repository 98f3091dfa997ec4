import type { Knex } from 'knex'
import type { DatabaseConnections } from '#core/database/types'
import type { EntityDefinition, Privilege } from '#core/metadata/types'
import { bind, Statements } from '#core/records/execution/statements'
import { compileRaw } from '#core/records/query/emission'
import { scopeFragment, sharedScope, sizesOf } from '#core/records/query/scope'
import { tableOf } from '#core/records/system_fields'
import type { Actor } from '#core/security/types'

/** Which of some privileges reach one record: by the same scopes as the record engine's. */
export class RecordScopes {
  readonly #db: DatabaseConnections
  readonly #statements: Statements

  constructor(db: DatabaseConnections) {
    this.#db = db
    this.#statements = new Statements(db.dialect)
  }

  /** The privileges among `asked` that reach the record; null where there is none that is not deleted. */
  async reaching(
    actor: Actor,
    entity: EntityDefinition,
    id: number,
    asked: readonly Privilege[],
    trx?: Knex.Transaction
  ): Promise<ReadonlySet<Privilege> | null> {
    const { dialect } = this.#db
    const knex = trx ?? this.#db.read
    const sizes = sizesOf(actor)
    const flags = asked.map((privilege) => {
      const depth = actor.access.depth(entity.name, privilege)
      const shared = sharedScope(entity, privilege)
      const { sql, bindings } = scopeFragment('t0', depth, sizes, dialect, shared)
      return { sql: `case when ${sql} then 1 else 0 end`, bindings }
    })
    const statement = compileRaw(this.#db.write, dialect, {
      sql:
        `select ${flags.map(({ sql }, index) => `${sql} as p${index}`).join(', ')}` +
        ' from ?? as ?? where ?? = ? and ?? is null',
      bindings: [
        ...flags.flatMap(({ bindings }) => bindings),
        tableOf(entity),
        't0',
        't0.id',
        id,
        't0.deleted_at',
      ],
    })
    const bound = bind(statement, { values: [], actor, now: new Date(), cursor: [] })
    const [row] = await this.#statements.rows(knex, statement.sql, bound)
    if (!row) return null
    return new Set(asked.filter((_, index) => Number(row[index]) === 1))
  }
}
