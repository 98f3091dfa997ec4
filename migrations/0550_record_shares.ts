import { BaseSchema } from '@adonisjs/lucid/schema'

/** Records that somebody has shared with a person or a team. The one who is not meant is 0, so that the key is unique. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('record_shares', (table) => {
      table.increments('id')
      table.string('entity', 64).notNullable()
      table.integer('record_id').notNullable()
      table.integer('user_id').notNullable()
      table.integer('team_id').notNullable()
      table.boolean('may_update').notNullable()
      /** ISO 8601 in UTC; `9999-…` where it never ends. */
      table.string('expires_at', 24).notNullable()
      table.integer('shared_by').notNullable()
      table.string('shared_at', 24).notNullable()
      table.unique(['entity', 'record_id', 'user_id', 'team_id'], {
        indexName: 'record_shares_key',
      })
      /** By these a row scope finds what is shared with a reader. */
      table.index(['user_id', 'entity', 'record_id'], 'record_shares_user')
      table.index(['team_id', 'entity', 'record_id'], 'record_shares_team')
    })
  }

  override async down() {
    this.schema.dropTable('record_shares')
  }
}
