import { BaseSchema } from '@adonisjs/lucid/schema'
import { searchDialectOf } from '#core/database/search_dialect'

/** The index of the global search, the numbers of entities and fields in it, and what each part was made of. */
export default class extends BaseSchema {
  override async up() {
    /** A number is given once and never again: words of the index carry it. `field` is '' for the entity itself. */
    this.schema.createTable('search_names', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.string('field', 64).notNullable()
      table.unique(['entity', 'field'], { indexName: 'search_names_key' })
    })
    this.schema.createTable('search_states', (table) => {
      table.string('entity', 64).notNullable().primary()
      /** Fields that the documents were made of. */
      table.text('fingerprint').notNullable()
      /** Every record is in the index. */
      table.boolean('complete').notNullable()
    })
    this.defer(async (db) => {
      for (const sql of searchDialectOf(this.#dialect()).create()) await db.rawQuery(sql)
    })
  }

  override async down() {
    this.defer(async (db) => {
      for (const sql of searchDialectOf(this.#dialect()).drop()) await db.rawQuery(sql)
    })
    this.schema.dropTable('search_states')
    this.schema.dropTable('search_names')
  }

  #dialect() {
    return this.db.dialect.name === 'mssql' ? ('mssql' as const) : ('sqlite' as const)
  }
}
