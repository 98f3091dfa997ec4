import { BaseSchema } from '@adonisjs/lucid/schema'

/** Records that were merged into others, and every link that was moved: what an undoing needs. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('record_merges', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.integer('kept_id').notNullable()
      table.integer('merged_id').notNullable()
      /** One merge of several records has one number. */
      table.string('batch', 36).notNullable()
      table.integer('merged_by').notNullable()
      table.string('merged_at', 24).notNullable()
      table.string('undone_at', 24).nullable()
      /** JSON: values of the kept record before and after, by field; of the first row of a batch only. */
      table.text('changes').notNullable()
      table.index(['entity', 'merged_id'], 'record_merges_merged')
      table.index(['entity', 'kept_id'], 'record_merges_kept')
      table.index(['batch'], 'record_merges_batch')
    })
    this.schema.createTable('record_merge_links', (table) => {
      table.increments('id')
      table.integer('merge_id').notNullable()
      /** The field of the record that pointed to the merged one. */
      table.string('entity', 64).notNullable()
      table.string('field', 64).notNullable()
      table.integer('record_id').notNullable()
      table.index(['merge_id'], 'record_merge_links_merge')
    })
  }

  override async down() {
    this.schema.dropTable('record_merge_links')
    this.schema.dropTable('record_merges')
  }
}
