import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What units say about their business hours. `unit_id` 0 is the organisation as a whole, above every unit. Null columns come
 * from the unit above.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('business_calendars', (table) => {
      table.integer('unit_id').primary()
      table.string('time_zone', 64)
      table.text('week')
      table.text('holidays')
      table.integer('version').notNullable()
      table.integer('updated_by').notNullable()
      table.bigInteger('updated_at').notNullable()
    })
  }

  override async down() {
    this.schema.dropTable('business_calendars')
  }
}
