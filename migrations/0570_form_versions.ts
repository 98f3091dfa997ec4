import { BaseSchema } from '@adonisjs/lucid/schema'

/** Every form as it was published, and which of these a record was filled in with. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('form_versions', (table) => {
      table.increments('id')
      table.string('form', 64).notNullable()
      /** Counts up for each form from 1. */
      table.integer('number').notNullable()
      /** The whole effective definition, JSON. */
      table.text('definition').notNullable()
      table.string('checksum', 64).notNullable()
      /** Null where a release of a plugin brought it. */
      table.integer('user_id')
      table.string('user_name', 200)
      table.string('at', 24).notNullable()
      table.string('action', 64).notNullable()
      table.string('note', 500)
      table.unique(['form', 'number'], { indexName: 'form_versions_key' })
    })
    /** Of entities whose records keep the version. A record may be filled in through several forms. */
    this.schema.createTable('record_form_versions', (table) => {
      table.string('entity', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('form', 64).notNullable()
      table.integer('version_id').notNullable()
      table.primary(['entity', 'record_id', 'form'])
    })
  }

  override async down() {
    this.schema.dropTable('record_form_versions')
    this.schema.dropTable('form_versions')
  }
}
