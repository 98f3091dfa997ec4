/*
 * Measures a first synchronisation from a real MariaDB into a fresh database: rows mirrored a second, calls assembled, linked and
 * written a second. Runs in a process of its own and prints one JSON line.
 */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Connection } from 'mysql2/promise'
import { CDR_COLUMNS, QUEUE_LOG_COLUMNS } from '#plugins/telephony/server/model/raw'
import type { SyncStep } from '#plugins/telephony/server/sync/site_sync'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { bootApplication } from '#tests/bench/support/application'
import { queueCalls } from '#tests/bench/support/pbx_rows'

const calls = Number(process.env.BENCH_CALLS)
const NUMBERS = new Set(['id', 'duration', 'billsec', 'amaflags', 'sequence'])
const rows = queueCalls(calls)

function createTable(name: string, columns: readonly string[]): string {
  const specs = columns.map((column) => {
    if (column === 'id') return 'id bigint not null primary key'
    if (NUMBERS.has(column)) return `\`${column}\` int not null default 0`
    if (column === 'calldate') return 'calldate datetime not null'
    return `\`${column}\` varchar(120) not null default ''`
  })
  const keys = name === 'cdr' ? ', key (calldate)' : ''
  return `create table ${name} (${specs.join(', ')}${keys})`
}
async function fill(
  connection: Connection,
  name: string,
  columns: readonly string[],
  from: readonly object[]
) {
  const list = columns.map((column) => `\`${column}\``).join(', ')
  for (let at = 0; at < from.length; at += 2000) {
    const values = from
      .slice(at, at + 2000)
      .map((row) => columns.map((column) => (row as Record<string, string | number>)[column] ?? ''))
    await connection.query(`insert into ${name} (${list}) values ?`, [values])
  }
}

const mariadb = await TestMariaDb.start()
await mariadb.createDatabase('bench')
const connection = await mariadb.connect('bench')
const queueColumns = QUEUE_LOG_COLUMNS.filter((column) => column !== 'created')
await connection.query(createTable('cdr', CDR_COLUMNS))
await connection.query(createTable('queue_log', queueColumns))
await fill(connection, 'cdr', CDR_COLUMNS, rows.cdr)
await fill(connection, 'queue_log', queueColumns, rows.queueLog)
await connection.end()

/** The yardstick: the same rows put into a bare SQLite table, five hundred a statement. */
function rawInsert(): number {
  const database = new Sqlite(join(process.env.PEYVAND_VAR ?? '.', 'raw.sqlite3'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  const started = performance.now()
  for (const [name, columns, from] of [
    ['cdr', CDR_COLUMNS, rows.cdr],
    ['queue_log', QUEUE_LOG_COLUMNS, rows.queueLog],
  ] as const) {
    database.exec(
      `create table ${name} (mirror_id integer primary key, ${columns.map((c) => `"${c}"`).join(', ')})`
    )
    const insert = database.prepare(
      `insert into ${name} (${columns.map((c) => `"${c}"`).join(', ')}) values ${Array(500)
        .fill(`(${columns.map(() => '?').join(', ')})`)
        .join(', ')}`
    )
    for (let at = 0; at + 500 <= from.length; at += 500) {
      const values = from
        .slice(at, at + 500)
        .flatMap((row) =>
          columns.map((column) => (row as unknown as Record<string, string | number>)[column] ?? '')
        )
      database.transaction(() => insert.run(...values))()
    }
  }
  const seconds = (performance.now() - started) / 1000
  database.close()
  return (rows.cdr.length + rows.queueLog.length) / seconds
}
const rawPerSecond = rawInsert()

const app = await bootApplication()
const { SiteAdmin } = await import('#plugins/telephony/server/sites/site_admin')
const { Actors } = await import('#core/security/actors')
const { SiteSync } = await import('#plugins/telephony/server/sync/site_sync')
const admin = await app.container.make(SiteAdmin)
const { id: siteId } = await admin.create(
  (await app.container.make(Actors)).system(),
  { address: null, channel: 'command' },
  {
    name: 'bench',
    timeZone: 'Asia/Tehran',
    active: false,
    connection: {
      ...mariadb.settings('bench'),
      tables: { cdr: 'cdr', cel: null, queue_log: 'queue_log' },
    },
  }
)
const sync = await app.container.make(SiteSync)
let assembling: number | null = null
const started = performance.now()
const first = await sync.run(siteId, {
  trigger: 'command',
  progress: async (_done, _total, step: SyncStep) => {
    if (step === 'assemble') assembling ??= performance.now()
  },
})
const ended = performance.now()
const again = performance.now()
const second = await sync.run(siteId, { trigger: 'command' })
const againSeconds = (performance.now() - again) / 1000
const mirrorSeconds = ((assembling ?? ended) - started) / 1000
process.stdout.write(
  `\n${JSON.stringify({
    rows: first.rowsAdded,
    rowsPerSecond: first.rowsAdded / mirrorSeconds,
    rawPerSecond,
    callsPerSecond: first.callsWritten / ((ended - (assembling ?? started)) / 1000),
    againSeconds,
    addedAgain: second.rowsAdded,
  })}\n`
)
await mariadb.stop()
process.exit(0)
