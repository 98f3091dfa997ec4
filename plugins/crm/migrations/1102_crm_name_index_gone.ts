import { BaseSchema } from '@adonisjs/lucid/schema'

/** The core keeps the keys of likely duplicates now, by rules that are data. */
export default class extends BaseSchema {
  override async up() {
    this.schema.dropTable('crm_name_index')
  }

  override async down() {
    this.schema.createTable('crm_name_index', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('name_key', 100).notNullable()
      table.index(['name_key'], 'crm_name_index_key')
      table.index(['entity', 'record_id'], 'crm_name_index_record')
    })
  }
}
