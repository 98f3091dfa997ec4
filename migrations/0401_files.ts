import { BaseSchema } from '@adonisjs/lucid/schema'

/** Stored files: one row per upload; equal content is stored once, under its SHA-256. Instants are epoch milliseconds. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('files', (table) => {
      table.increments('id')
      table.string('sha256', 64).notNullable()
      table.string('name', 255).notNullable()
      table.string('mime', 120).notNullable()
      table.bigInteger('bytes').notNullable()
      table.integer('owner_id').notNullable()
      table.bigInteger('created_at').notNullable()
      table.index(['sha256'], 'files_content')
    })
  }

  override async down() {
    this.schema.dropTable('files')
  }
}
