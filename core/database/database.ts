import type { Knex } from 'knex'
import type { Database as LucidDatabase } from '@adonisjs/lucid/database'
import type { DatabaseConnections, DialectName } from '#core/database/types'

/** The door to the database for everything that is not one of Lucid's few models. Bound as a singleton. */
export class Database implements DatabaseConnections {
  readonly dialect: DialectName
  readonly #lucid: LucidDatabase

  constructor(lucid: LucidDatabase) {
    this.#lucid = lucid
    this.dialect = lucid.connection().dialect.name === 'mssql' ? 'mssql' : 'sqlite'
  }

  get write(): Knex {
    return this.#lucid.connection('main').getWriteClient()
  }

  get read(): Knex {
    return this.#lucid.connection('read').getReadClient()
  }

  /** Runs `work` in a transaction on the writing connection; what it throws rolls back. */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    return this.write.transaction(work)
  }
}
