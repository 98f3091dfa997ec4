import { BaseSchema } from '@adonisjs/lucid/schema'

/** How far each site is copied, what waits to be assembled, how runs went, and what belongs to a site or a call beside its record. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('telephony_site_settings', (table) => {
      table.integer('site_id').primary()
      table.text('settings').notNullable()
      /** Encrypted JSON: passwords by name. */
      table.text('secrets').nullable()
    })

    this.schema.createTable('telephony_sync_position', (table) => {
      table.integer('site_id').notNullable()
      table.string('source', 20).notNullable()
      /** JSON of `Position`. */
      table.string('position', 200).notNullable()
      table.string('newest', 32).nullable()
      table.primary(['site_id', 'source'], 'telephony_sync_position_key')
    })

    this.schema.createTable('telephony_touched', (table) => {
      table.increments('id')
      table.integer('site_id').notNullable()
      /** `call`: an id of one of the call's channels; `agent`: an agent as queue_log names him. */
      table.string('kind', 10).notNullable()
      table.string('pbx_id', 120).notNullable()
      table.unique(['site_id', 'kind', 'pbx_id'], { indexName: 'telephony_touched_key' })
    })

    this.schema.createTable('telephony_assembled', (table) => {
      table.integer('site_id').notNullable()
      table.string('call_key', 200).notNullable()
      table.integer('call_id').notNullable()
      table.string('hash', 32).notNullable()
      table.primary(['site_id', 'call_key'], 'telephony_assembled_key')
      table.index(['call_id'], 'telephony_assembled_call')
    })

    this.schema.createTable('telephony_sync_run', (table) => {
      table.increments('id')
      table.integer('site_id').notNullable()
      table.string('trigger', 20).notNullable()
      table.string('state', 20).notNullable()
      table.string('started_at', 24).notNullable()
      table.string('alive_at', 24).notNullable()
      table.string('ended_at', 24).nullable()
      table.integer('rows_read').notNullable().defaultTo(0)
      table.integer('rows_added').notNullable().defaultTo(0)
      table.integer('calls_written').notNullable().defaultTo(0)
      table.integer('calls_linked').notNullable().defaultTo(0)
      table.integer('clock_skew_seconds').nullable()
      table.string('error_code', 80).nullable()
      table.text('error_params').nullable()
      table.index(['site_id', 'id'], 'telephony_sync_run_site')
    })

    this.schema.createTable('telephony_call_candidate', (table) => {
      table.increments('id')
      table.integer('call_id').notNullable()
      table.string('entity', 64).notNullable()
      table.integer('record_id').notNullable()
      table.string('field', 64).notNullable()
      table.string('number', 80).notNullable()
      table.unique(['call_id', 'entity', 'record_id'], { indexName: 'telephony_candidate_key' })
      table.index(['entity', 'record_id'], 'telephony_candidate_record')
    })

    this.schema.createTable('telephony_recording_file', (table) => {
      table.integer('recording_id').primary()
      table.integer('bytes').nullable()
      table.text('peaks').nullable()
      table.string('cached_name', 100).nullable()
      table.string('used_at', 24).notNullable()
    })

    this.schema.createTable('telephony_recording_play', (table) => {
      table.increments('id')
      table.integer('recording_id').notNullable()
      table.integer('user_id').notNullable()
      table.string('at', 24).notNullable()
      table.index(['recording_id', 'user_id', 'at'], 'telephony_recording_play_key')
    })
  }

  override async down() {
    for (const table of [
      'telephony_recording_play',
      'telephony_recording_file',
      'telephony_call_candidate',
      'telephony_sync_run',
      'telephony_assembled',
      'telephony_touched',
      'telephony_sync_position',
      'telephony_site_settings',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
