import { hash } from 'node:crypto'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Sqlite, { type Database as SqliteDatabase } from 'better-sqlite3'
import { startAce } from '#tests/support/ace_process'
import type { PbxConnectionSettings } from '#plugins/telephony/server/pbx/types'
import { defaultSettings } from '#plugins/telephony/server/sites/site_settings'

/** The history of runs tells when and how often; it is the only table that a killed run may leave different. */
const NOT_COMPARED = new Set(['telephony_sync_run'])
const ENTITIES = [
  'site',
  'queue',
  'extension',
  'call',
  'call_leg',
  'call_attempt',
  'call_transfer',
  'recording',
  'survey_mark',
  'agent_session',
  'agent_pause',
]

/** An installation of its own in a folder, worked on by processes of its own. */
export class SyncInstallation {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true })
  }

  get file(): string {
    return join(this.folder, 'peyvand.sqlite3')
  }

  /** Makes the database as a first start does. */
  async prepare(): Promise<void> {
    const { code, said } = await this.ace(['system:prepare'])
    if (code !== 0) throw new Error(`system:prepare ended with ${code}:\n${said}`)
  }

  /** A second installation with the same content. */
  copyTo(folder: string): SyncInstallation {
    const copy = new SyncInstallation(folder)
    this.open((database) => database.pragma('wal_checkpoint(TRUNCATE)'))
    cpSync(this.file, copy.file)
    return copy
  }

  /** Sets up a site over a PBX database. */
  addSite(name: string, connection: PbxConnectionSettings): void {
    this.open((database) => {
      const at = '2026-11-22T00:00:00.000Z'
      const { lastInsertRowid: id } = database
        .prepare(
          `insert into site (name, name__folded, provider, time_zone, active, created_at, updated_at, version)
           values (?, ?, 'asterisk', 'Asia/Tehran', 1, ?, ?, 1)`
        )
        .run(name, name, at, at)
      database
        .prepare('insert into telephony_site_settings (site_id, settings) values (?, ?)')
        .run(id, JSON.stringify({ ...defaultSettings(), connection }))
    })
  }

  open<T>(work: (database: SqliteDatabase) => T): T {
    const database = new Sqlite(this.file)
    try {
      return work(database)
    } finally {
      database.close()
    }
  }

  /** How far a sync has come: mirrored rows and assembled calls. */
  progress(): number {
    return this.open((database) => {
      const tables = ['pbx_cdr', 'pbx_cel', 'pbx_queue_log', 'telephony_assembled']
      const sum = tables.map((table) => `(select count(*) from ${table})`).join(' + ')
      return Number(database.prepare(`select ${sum} as n`).pluck().get())
    })
  }

  /** Every row of every telephony table, as one hash a table. */
  dump(): Record<string, string> {
    return this.open((database) => {
      const names = database
        .prepare(
          `select name from sqlite_master where type = 'table' and (name like 'pbx_%' or name like 'telephony_%')`
        )
        .pluck()
        .all() as string[]
      const hashes: Record<string, string> = {}
      for (const name of [...ENTITIES, ...names.sort()]) {
        if (NOT_COMPARED.has(name)) continue
        const rows = database.prepare(`select * from "${name}" order by 1, 2`).raw().all()
        hashes[name] = `${rows.length} rows ${hash('sha256', JSON.stringify(rows))}`
      }
      return hashes
    })
  }

  /** Runs an ace command to its end. */
  async ace(args: string[]): Promise<{ code: number | null; said: string }> {
    const child = this.#start(args)
    let said = ''
    child.stdout.on('data', (text: Buffer) => (said += text.toString()))
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { code, said }
  }

  /**
   * Runs an ace command and kills it (SIGKILL) as soon as the sync has come so far, some milliseconds later.
   * @returns false when the command came to its end before
   */
  async aceKilledAt(args: string[], target: number, afterMs: number): Promise<boolean> {
    const child = this.#start(args)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    while (child.exitCode === null && this.progress() < target) await delay(3)
    await delay(afterMs)
    if (child.exitCode !== null) return false
    child.kill('SIGKILL')
    await ended
    return child.signalCode === 'SIGKILL'
  }

  #start(args: string[]) {
    return startAce(args, {
      PEYVAND_VAR: this.folder,
      PEYVAND_WORKER: 'off',
      LOG_LEVEL: 'error',
    })
  }
}
