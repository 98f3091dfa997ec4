import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Imports. `checkpoint` is the number of the last row whose batch is committed: it moves in the batch's own transaction, so
 * that a killed import goes on exactly behind it. A row of `import_batches` knows what its batch changed, for undoing it.
 * Instants are epoch milliseconds.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('imports', (table) => {
      table.increments('id')
      table.string('entity', 120).notNullable()
      table.integer('user_id').notNullable()
      table.integer('file_id').notNullable()
      table.string('file_name', 255).notNullable()
      table.string('state', 12).notNullable()
      table.string('encoding', 20).notNullable()
      table.string('delimiter', 2).notNullable()
      table.text('columns').notNullable()
      table.text('mapping')
      table.text('options')
      table.bigInteger('rows_total').notNullable()
      table.bigInteger('checkpoint').notNullable().defaultTo(0)
      table.bigInteger('created').notNullable().defaultTo(0)
      table.bigInteger('updated').notNullable().defaultTo(0)
      table.bigInteger('unchanged').notNullable().defaultTo(0)
      table.bigInteger('failed').notNullable().defaultTo(0)
      table.integer('job_id')
      table.text('error')
      table.bigInteger('created_at').notNullable()
      table.bigInteger('finished_at')
      table.index(['user_id', 'id'], 'imports_of_user')
    })
    this.schema.createTable('import_batches', (table) => {
      table.increments('id')
      table.integer('import_id').notNullable()
      table.bigInteger('first_row').notNullable()
      table.bigInteger('last_row').notNullable()
      table.text('created_ids').notNullable()
      table.text('updated_records').notNullable()
      table.bigInteger('undone_at')
      table.unique(['import_id', 'last_row'], { indexName: 'import_batches_once' })
    })
    this.schema.createTable('import_errors', (table) => {
      table.increments('id')
      table.integer('import_id').notNullable()
      table.string('phase', 8).notNullable()
      table.bigInteger('line')
      table.integer('record_id')
      table.text('cells')
      table.text('issues').notNullable()
      table.index(['import_id', 'phase', 'id'], 'import_errors_of_import')
    })
  }

  override async down() {
    this.schema.dropTable('import_errors')
    this.schema.dropTable('import_batches')
    this.schema.dropTable('imports')
  }
}
