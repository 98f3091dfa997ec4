import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What a run began with and what people and messages answered, so that it can be played again by another version. Messages that came
 * before anybody waited for them.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('workflow_states', (table) => {
      table.text('begun').nullable()
    })
    this.schema.alterTable('workflow_trail', (table) => {
      table.text('answers').nullable()
    })
    this.schema.createTable('workflow_replays', (table) => {
      table.increments('id')
      table.integer('document_id').notNullable()
      table.integer('user_id').notNullable()
      table.bigInteger('created_at').notNullable()
      table.text('options').notNullable()
      /** The drawing as it was when the replay was ordered. */
      table.text('xml').notNullable()
      /** Null until it is done. */
      table.text('report').nullable()
      table.index(['created_at'], 'workflow_replays_created')
    })
    this.schema.createTable('workflow_kept_messages', (table) => {
      table.increments('id')
      table.string('name', 200).notNullable()
      table.string('correlation', 200).notNullable()
      table.text('variables').notNullable()
      table.bigInteger('kept_until').notNullable()
      table.index(['name', 'correlation'], 'workflow_kept_messages_named')
      table.index(['kept_until'], 'workflow_kept_messages_until')
    })
  }

  override async down() {
    this.schema.dropTable('workflow_kept_messages')
    this.schema.dropTable('workflow_replays')
    this.schema.alterTable('workflow_trail', (table) => table.dropColumn('answers'))
    this.schema.alterTable('workflow_states', (table) => table.dropColumn('begun'))
  }
}
