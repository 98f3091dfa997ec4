import { BaseSchema } from '@adonisjs/lucid/schema'

/** A list that pointed to both records of a merge has one of them less; undoing has to know. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('record_merge_links', (table) => {
      table.boolean('both').notNullable().defaultTo(false)
    })
  }

  override async down() {
    this.schema.alterTable('record_merge_links', (table) => {
      table.dropColumn('both')
    })
  }
}
