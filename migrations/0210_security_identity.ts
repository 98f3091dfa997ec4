import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Who may sign in, how, and what they are part of. Instants are ISO texts of fixed width (`2026-11-22T08:00:00.000Z`), so that
 * they compare and sort alike on every database. No foreign key leads to `users`: that table is made by schema sync, later.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('credentials', (table) => {
      table.integer('user_id').primary()
      table.string('password_hash', 255).notNullable()
      table.string('changed_at', 24).notNullable()
      table.boolean('must_change').notNullable().defaultTo(false)
      table.string('last_sign_in_at', 24).nullable()
    })

    this.schema.createTable('sessions', (table) => {
      table.increments('id')
      table.string('token_hash', 64).notNullable()
      table.integer('user_id').notNullable()
      table.string('address', 64).nullable()
      table.string('agent', 255).nullable()
      table.string('created_at', 24).notNullable()
      table.string('last_seen_at', 24).notNullable()
      table.string('expires_at', 24).notNullable()
      table.unique(['token_hash'], { indexName: 'sessions_token_hash' })
      table.index(['user_id'], 'sessions_user')
      table.index(['expires_at'], 'sessions_expiry')
    })

    this.schema.createTable('access_tokens', (table) => {
      table.increments('id')
      table.string('token_hash', 64).notNullable()
      table.integer('user_id').notNullable()
      table.string('name', 120).notNullable()
      table.text('scopes').notNullable()
      table.string('created_at', 24).notNullable()
      table.string('last_used_at', 24).nullable()
      table.string('expires_at', 24).nullable()
      table.unique(['token_hash'], { indexName: 'access_tokens_token_hash' })
      table.index(['user_id'], 'access_tokens_user')
    })

    this.schema.createTable('team_members', (table) => {
      table.integer('team_id').notNullable()
      table.integer('user_id').notNullable()
      table.primary(['team_id', 'user_id'], 'team_members_key')
      table.index(['user_id'], 'team_members_user')
    })

    this.schema.createTable('user_roles', (table) => {
      table.integer('user_id').notNullable()
      table.string('role', 100).notNullable()
      table.primary(['user_id', 'role'], 'user_roles_key')
      table.index(['role'], 'user_roles_role')
    })

    this.schema.createTable('setup_links', (table) => {
      table.increments('id')
      table.string('token_hash', 64).notNullable()
      /** `first_administrator` or `password`. */
      table.string('purpose', 30).notNullable()
      table.integer('user_id').nullable()
      table.string('created_at', 24).notNullable()
      table.string('expires_at', 24).notNullable()
      table.unique(['token_hash'], { indexName: 'setup_links_token_hash' })
    })

    this.schema.createTable('sign_in_attempts', (table) => {
      /** `login:<hash>` or `address:<address>`: a login is counted whether or not somebody has it. */
      table.string('counted', 100).primary()
      table.integer('failures').notNullable()
      table.string('window_ends_at', 24).notNullable()
      table.string('locked_until', 24).nullable()
    })

    /** One row: numbers that rise with every change, so that all processes notice by reading one row. */
    this.schema.createTable('security_revision', (table) => {
      table.integer('id').primary()
      table.integer('sessions').notNullable()
      table.integer('access').notNullable()
    })
    this.defer(async (db) => {
      await db.table('security_revision').insert({ id: 1, sessions: 0, access: 0 })
    })
  }

  override async down() {
    for (const table of [
      'security_revision',
      'sign_in_attempts',
      'setup_links',
      'user_roles',
      'team_members',
      'access_tokens',
      'sessions',
      'credentials',
    ])
      this.schema.dropTable(table)
  }
}
