import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The outbox and the schedules. Instants are epoch milliseconds: they are compared in claims and leases, where a rounding
 * database type would make two processes disagree.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('jobs', (table) => {
      table.increments('id')
      table.string('name', 120).notNullable()
      table.string('job_key', 200).notNullable()
      table.text('payload').notNullable()
      table.string('state', 12).notNullable()
      table.integer('attempts').notNullable().defaultTo(0)
      table.bigInteger('run_at').notNullable()
      table.string('lease_owner', 60)
      table.bigInteger('lease_until')
      table.bigInteger('cancel_requested_at')
      table.bigInteger('done').notNullable().defaultTo(0)
      table.bigInteger('base_done').notNullable().defaultTo(0)
      table.bigInteger('total')
      table.string('note', 400)
      table.text('result')
      table.text('error')
      table.integer('user_id')
      table.string('title', 400)
      table.bigInteger('created_at').notNullable()
      table.bigInteger('started_at')
      table.bigInteger('finished_at')
      table.unique(['name', 'job_key'], { indexName: 'jobs_name_key' })
      table.index(['state', 'run_at', 'id'], 'jobs_due')
      table.index(['user_id', 'id'], 'jobs_of_user')
      table.index(['finished_at'], 'jobs_finished')
    })
    this.schema.createTable('job_schedules', (table) => {
      table.string('name', 120).primary()
      table.bigInteger('slot_at').notNullable()
    })
    this.schema.createTable('notifications', (table) => {
      table.increments('id')
      table.integer('user_id').notNullable()
      table.string('kind', 60).notNullable()
      table.text('params').notNullable()
      table.string('link', 400)
      table.bigInteger('created_at').notNullable()
      table.bigInteger('read_at')
      table.index(['user_id', 'id'], 'notifications_of_user')
    })
  }

  override async down() {
    this.schema.dropTable('notifications')
    this.schema.dropTable('job_schedules')
    this.schema.dropTable('jobs')
  }
}
