import { BaseSchema } from '@adonisjs/lucid/schema'

/** Keys under which likely duplicates meet, what the last search of each rule found, and what people have said is none. */
export default class extends BaseSchema {
  override async up() {
    /** Derived data. `key_hash` instead of the value: the table is no second place of national ids. */
    this.schema.createTable('duplicate_keys', (table) => {
      table.increments('id')
      table.string('rule', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('part', 64).notNullable()
      table.string('key_hash', 22).notNullable()
      table.index(['rule', 'key_hash', 'part', 'record_id'], 'duplicate_keys_key')
      table.index(['rule', 'record_id'], 'duplicate_keys_record')
    })
    this.schema.createTable('duplicate_states', (table) => {
      table.string('rule', 64).notNullable().primary()
      /** What the keys were made of. */
      table.text('fingerprint').notNullable()
      table.boolean('complete').notNullable()
    })
    this.schema.createTable('duplicate_scans', (table) => {
      table.string('entity', 64).notNullable().primary()
      table.integer('job_id').notNullable()
      table.string('finished_at', 30).nullable()
      table.integer('records').nullable()
      /** Keys too common to be compared in full. */
      table.integer('cut').nullable()
    })
    this.schema.createTable('duplicate_pairs', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.string('rule', 64).notNullable()
      /** The smaller id. */
      table.integer('a_id').notNullable()
      table.integer('b_id').notNullable()
      /** Thousandths. */
      table.integer('score').notNullable()
      table.index(['entity', 'score'], 'duplicate_pairs_score')
    })
    this.schema.createTable('duplicate_dismissals', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.integer('a_id').notNullable()
      table.integer('b_id').notNullable()
      table.integer('dismissed_by').notNullable()
      table.string('dismissed_at', 30).notNullable()
      table.unique(['entity', 'a_id', 'b_id'], { indexName: 'duplicate_dismissals_pair' })
    })
  }

  override async down() {
    this.schema.dropTable('duplicate_dismissals')
    this.schema.dropTable('duplicate_pairs')
    this.schema.dropTable('duplicate_scans')
    this.schema.dropTable('duplicate_states')
    this.schema.dropTable('duplicate_keys')
  }
}
