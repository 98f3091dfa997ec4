import { BaseSchema } from '@adonisjs/lucid/schema'

/** How far the demo bank has been loaded, so that loading again changes nothing. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('demo_state', (table) => {
      table.string('name', 50).notNullable().primary()
      table.string('value', 200).notNullable()
    })
  }

  override async down() {
    this.schema.dropTable('demo_state')
  }
}
