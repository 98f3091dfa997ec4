import { BaseSchema } from '@adonisjs/lucid/schema'

/** Keys under which records with similar names meet, for the duplicate warning. Derived data, like the phone index. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('crm_name_index', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('name_key', 100).notNullable()
      table.index(['name_key'], 'crm_name_index_key')
      table.index(['entity', 'record_id'], 'crm_name_index_record')
    })
  }

  override async down() {
    this.schema.dropTable('crm_name_index')
  }
}
