import { BaseSchema } from '@adonisjs/lucid/schema'

/** Where the product may send over HTTP, what it tells whom of changed records, and what became of each telling. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('http_destinations', (table) => {
      table.increments('id')
      /** Scheme, host and port. */
      table.string('origin', 255).notNullable().unique('http_destinations_origin')
      /** Its addresses may lie in the private network. */
      table.boolean('private').notNullable()
      table.string('note', 400).notNullable()
      table.integer('created_by').notNullable()
      table.bigInteger('created_at').notNullable()
    })
    this.schema.createTable('webhooks', (table) => {
      table.increments('id')
      table.string('name', 64).notNullable().unique('webhooks_name')
      table.string('entity', 64).notNullable()
      /** Label, events, filter, fields, limits: JSON. */
      table.text('definition').notNullable()
      table.string('url', 2_000).notNullable()
      /** Whose rights decide what is sent; null: nobody's yet, so nothing is. */
      table.integer('run_as').nullable()
      table.string('state', 10).notNullable()
      table.string('paused_because', 40).nullable()
      /** Attempts that failed since the last that did not. */
      table.integer('failures').notNullable()
      /** Encrypted. */
      table.text('secret').nullable()
      table.text('old_secret').nullable()
      table.bigInteger('old_secret_until').nullable()
      table.integer('version').notNullable()
      table.integer('updated_by').notNullable()
      table.bigInteger('updated_at').notNullable()
      table.index(['entity'], 'webhooks_entity')
    })
    this.schema.createTable('webhook_deliveries', (table) => {
      table.increments('id')
      /** What the receiver is told: the same at every attempt. */
      table.string('uuid', 36).notNullable()
      table.integer('webhook_id').notNullable()
      table.string('event', 10).notNullable()
      table.integer('record_id').nullable()
      /** What is sent, as it was when the record changed. */
      table.text('body').notNullable()
      table.string('state', 10).notNullable()
      /** How often it was sent again by hand. */
      table.integer('round').notNullable()
      table.integer('attempts').notNullable()
      table.bigInteger('next_at').nullable()
      /** Of the last attempt. */
      table.integer('status').nullable()
      table.string('failure', 40).nullable()
      table.string('code', 40).nullable()
      table.text('answer').nullable()
      table.integer('duration_ms').nullable()
      table.bigInteger('created_at').notNullable()
      table.bigInteger('finished_at').nullable()
      table.index(['webhook_id', 'state', 'id'], 'webhook_deliveries_log')
      table.index(['finished_at'], 'webhook_deliveries_finished')
    })
  }

  override async down() {
    this.schema.dropTable('webhook_deliveries')
    this.schema.dropTable('webhooks')
    this.schema.dropTable('http_destinations')
  }
}
