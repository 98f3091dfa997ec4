import { BaseSchema } from '@adonisjs/lucid/schema'
import { dialectOf } from '#core/database/dialect'

/**
 * Keys of duplicates as numbers in one tree: a contact has some sixteen, and three trees of texts made an import six times slower.
 * They are derived data: every rule's are made anew.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.dropTable('duplicate_keys')
    /** Ranges of records that were written many at once; jobs make what derives from them. */
    this.schema.createTable('pending_ranges', (table) => {
      table.increments('id')
      table.string('deriver', 20).notNullable()
      table.string('entity', 64).notNullable()
      table.integer('first_id').notNullable()
      table.integer('last_id').notNullable()
    })
    this.defer(async (db) => {
      const dialect = dialectOf(db.dialect.name === 'mssql' ? 'mssql' : 'sqlite')
      const create = dialect.createTable({
        name: 'duplicate_keys',
        primaryKey: ['key_hash', 'record_id'],
        columns: [
          { name: 'key_hash', spec: { kind: 'bigint' }, nullable: false },
          { name: 'record_id', spec: { kind: 'integer' }, nullable: false },
          { name: 'rule', spec: { kind: 'integer' }, nullable: false },
        ],
      })
      await db.rawQuery(create)
      await db.from('duplicate_states').delete()
    })
  }

  override async down() {
    this.schema.dropTable('pending_ranges')
    this.schema.dropTable('duplicate_keys')
    this.schema.createTable('duplicate_keys', (table) => {
      table.increments('id')
      table.string('rule', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('part', 64).notNullable()
      table.string('key_hash', 22).notNullable()
      table.index(['rule', 'key_hash', 'part', 'record_id'], 'duplicate_keys_key')
      table.index(['rule', 'record_id'], 'duplicate_keys_record')
    })
    this.defer(async (db) => {
      await db.from('duplicate_states').delete()
    })
  }
}
