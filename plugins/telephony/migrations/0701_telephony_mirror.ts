import { BaseSchema } from '@adonisjs/lucid/schema'
import type { Knex } from 'knex'

/**
 * The PBX's own rows, as they are (`model/raw.ts`). The mirror only grows: a row is known by its site and the hash of its
 * content, so copying it again changes nothing, and a row that the PBX rewrote stands beside its former self.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('pbx_cdr', (table) => {
      mirrorColumns(table)
      table.string('calldate', 26).notNullable()
      texts(table, ['clid', 'src', 'dst', 'dcontext', 'channel', 'dstchannel', 'lastapp'], 120)
      texts(table, ['lastdata'], 512)
      table.integer('duration').notNullable()
      table.integer('billsec').notNullable()
      texts(table, ['disposition'], 45)
      table.integer('amaflags').notNullable()
      texts(table, ['accountcode'], 80)
      texts(table, ['uniqueid'], 64)
      texts(table, ['userfield'], 512)
      texts(table, ['did'], 80)
      texts(table, ['recordingfile'], 400)
      texts(table, ['cnum', 'cnam', 'outbound_cnum', 'outbound_cnam', 'dst_cnam'], 120)
      texts(table, ['linkedid'], 64)
      texts(table, ['peeraccount'], 80)
      table.integer('sequence').notNullable()
      table.index(['site_id', 'uniqueid'], 'pbx_cdr_uniqueid')
      table.index(['site_id', 'linkedid'], 'pbx_cdr_linkedid')
      table.index(['site_id', 'calldate'], 'pbx_cdr_calldate')
      table.unique(['site_id', 'hash'], { indexName: 'pbx_cdr_hash' })
    })

    this.schema.createTable('pbx_cel', (table) => {
      mirrorColumns(table)
      table.bigInteger('source_id').notNullable()
      texts(table, ['eventtype'], 40)
      table.string('eventtime', 26).notNullable()
      texts(table, ['cid_name', 'cid_num', 'cid_ani', 'cid_rdnis', 'cid_dnid', 'exten'], 120)
      texts(table, ['context', 'channame', 'appname'], 120)
      texts(table, ['appdata'], 512)
      table.integer('amaflags').notNullable()
      texts(table, ['accountcode'], 80)
      texts(table, ['uniqueid', 'linkedid'], 64)
      texts(table, ['peer'], 120)
      texts(table, ['userdeftype'], 255)
      texts(table, ['extra'], 1000)
      table.index(['site_id', 'uniqueid'], 'pbx_cel_uniqueid')
      table.index(['site_id', 'linkedid'], 'pbx_cel_linkedid')
      table.unique(['site_id', 'hash'], { indexName: 'pbx_cel_hash' })
    })

    this.schema.createTable('pbx_queue_log', (table) => {
      mirrorColumns(table)
      table.bigInteger('source_id').notNullable()
      table.string('time', 32).notNullable()
      texts(table, ['callid'], 64)
      texts(table, ['queuename', 'agent'], 120)
      texts(table, ['event'], 40)
      texts(table, ['data1', 'data2', 'data3', 'data4', 'data5'], 255)
      table.string('created', 32).notNullable()
      table.index(['site_id', 'callid'], 'pbx_queue_log_callid')
      table.index(['site_id', 'event'], 'pbx_queue_log_event')
      table.unique(['site_id', 'hash'], { indexName: 'pbx_queue_log_hash' })
    })
  }

  override async down() {
    for (const table of ['pbx_queue_log', 'pbx_cel', 'pbx_cdr']) this.schema.dropTable(table)
  }
}

function mirrorColumns(table: Knex.CreateTableBuilder): void {
  table.increments('id')
  table.integer('site_id').notNullable()
  table.string('hash', 32).notNullable()
}

function texts(table: Knex.CreateTableBuilder, names: string[], length: number): void {
  for (const name of names) table.string(name, length).notNullable()
}
