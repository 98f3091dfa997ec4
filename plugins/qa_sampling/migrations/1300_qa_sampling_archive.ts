import { BaseSchema } from '@adonisjs/lucid/schema'

/** What proves a run: its certificate, and all calls that could have been drawn. Written with the run and never changed. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('qa_sampling_archive', (table) => {
      table.integer('run_id').notNullable().primary()
      table.text('certificate', 'longtext').notNullable()
      table.text('frame', 'longtext').notNullable()
    })
  }

  override async down() {
    this.schema.dropTable('qa_sampling_archive')
  }
}
