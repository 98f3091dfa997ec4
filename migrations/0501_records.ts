import { BaseSchema } from '@adonisjs/lucid/schema'

/** Tables of the record engine that are not entities: running numbers, kept counts, saved views. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('record_counters', (table) => {
      table.string('name', 150).primary()
      table.bigInteger('value').notNullable()
    })

    /** Keys are texts, an empty one '' and an absent owner or unit 0: they are one unique key. */
    this.schema.createTable('record_summaries', (table) => {
      table.string('entity', 64).notNullable()
      table.string('summary', 64).notNullable()
      for (const key of ['k1', 'k2', 'k3']) table.string(key, 64).notNullable()
      table.integer('owner_id').notNullable()
      table.integer('unit_id').notNullable()
      table.bigInteger('records').notNullable()
      table.unique(['entity', 'summary', 'k1', 'k2', 'k3', 'owner_id', 'unit_id'], {
        indexName: 'record_summaries_key',
      })
    })

    /** Which summaries have been counted, and by what: a definition that differs is counted anew. */
    this.schema.createTable('record_summary_states', (table) => {
      table.string('entity', 64).notNullable()
      table.string('summary', 64).notNullable()
      table.string('fields', 255).notNullable()
      table.primary(['entity', 'summary'], 'record_summary_states_key')
    })

    this.schema.createTable('saved_views', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.string('label', 120).notNullable()
      table.integer('owner_id').notNullable()
      table.boolean('shared').notNullable().defaultTo(false)
      /** JSON: columns, filter, sort. */
      table.text('content').notNullable()
      table.string('updated_at', 24).notNullable()
      table.index(['entity', 'owner_id'], 'saved_views_owner')
    })
  }

  override async down() {
    for (const table of [
      'saved_views',
      'record_summary_states',
      'record_summaries',
      'record_counters',
    ])
      this.schema.dropTable(table)
  }
}
