import { BaseSchema } from '@adonisjs/lucid/schema'

/** Which normalised number belongs to which record. Derived data: `crm:phones:rebuild` makes it anew. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('crm_phone_index', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('field', 64).notNullable()
      table.string('number', 20).notNullable()
      table.index(['number'], 'crm_phone_index_number')
      table.index(['entity', 'record_id'], 'crm_phone_index_record')
    })
  }

  override async down() {
    this.schema.dropTable('crm_phone_index')
  }
}
