import { BaseSchema } from '@adonisjs/lucid/schema'

/** Solutions that this installation knows, and what was done with them. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('solutions', (table) => {
      table.string('name', 64).notNullable().primary()
      table.text('label').notNullable()
      table.string('version', 20).notNullable()
      table.string('hash', 64).notNullable()
      /** The files of the version last exported or imported: what the next one is compared with. */
      table.text('package').notNullable()
      /** What goes into the next export. */
      table.text('selection').notNullable()
      table.string('changed_at', 24).notNullable()
    })

    this.schema.createTable('solution_runs', (table) => {
      table.increments('id')
      table.string('solution', 64).notNullable().index('solution_runs_solution')
      table.string('version', 20).notNullable()
      table.string('hash', 64).notNullable()
      table.string('kind', 20).notNullable()
      table.string('state', 20).notNullable()
      table.text('package').notNullable()
      table.text('choices').notNullable()
      /** What an undo needs; null before the import has happened. */
      table.text('undo')
      table.text('result')
      table.integer('user_id').notNullable()
      table.string('user_name', 200).notNullable()
      table.integer('job_id')
      table.string('created_at', 24).notNullable()
      table.string('finished_at', 24)
    })
  }

  override async down() {
    this.schema.dropTable('solution_runs')
    this.schema.dropTable('solutions')
  }
}
