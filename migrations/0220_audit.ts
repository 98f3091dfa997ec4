import { BaseSchema } from '@adonisjs/lucid/schema'

/** The audit chain: see core/security/audit_chain.ts. `seq` is given by the chain, without gaps. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('audit_log', (table) => {
      table.bigInteger('seq').primary()
      table.string('at', 24).notNullable()
      table.integer('actor_id').notNullable()
      table.string('actor_name', 255).notNullable()
      table.string('address', 64).nullable()
      table.string('channel', 60).notNullable()
      table.string('action', 80).notNullable()
      table.string('entity', 80).nullable()
      table.integer('record_id').nullable()
      table.text('changes').nullable()
      table.text('details').nullable()
      table.string('hash', 43).notNullable()
      table.index(['entity', 'record_id', 'seq'], 'audit_log_record')
      table.index(['actor_id', 'seq'], 'audit_log_actor')
      table.index(['action', 'seq'], 'audit_log_action')
      table.index(['at'], 'audit_log_at')
    })

    this.schema.createTable('audit_head', (table) => {
      table.integer('id').primary()
      table.bigInteger('seq').notNullable()
      table.string('hash', 43).notNullable()
      table.string('seal', 43).notNullable()
    })
    this.defer(async (db) => {
      await db.table('audit_head').insert({ id: 1, seq: 0, hash: '', seal: '' })
    })
  }

  override async down() {
    this.schema.dropTable('audit_head')
    this.schema.dropTable('audit_log')
  }
}
