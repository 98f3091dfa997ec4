import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { accessSync, createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { createConnection, type Connection } from 'mysql2/promise'
import type { PbxConnectionSettings } from '#plugins/telephony/server/pbx/types'
import { freePort } from '#tests/support/free_port'

const PROGRAMS = {
  server: ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/usr/bin/mariadbd'],
  install: ['/usr/bin/mariadb-install-db', '/usr/local/bin/mariadb-install-db'],
}

/** Where the recorded data lies. */
export const SHARED = process.env.PEYVAND_SHARED ?? join(process.cwd(), '..', 'shared')

/**
 * A MariaDB of its own: temporary data folder, free loopback port, stopped by process id. A machine without MariaDB fails the
 * tests that need one.
 */
export class TestMariaDb {
  #process: ChildProcess | null = null

  private constructor(
    readonly folder: string,
    readonly port: number
  ) {}

  static async start(): Promise<TestMariaDb> {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-mariadb-'))
    const install = program('install')
    await promisify(execFile)(install, [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...asRoot(),
    ])
    const database = new TestMariaDb(folder, await freePort())
    await database.resume()
    return database
  }

  /** Starts the server again over the same data. */
  async resume(): Promise<void> {
    const child = spawn(
      program('server'),
      [
        '--no-defaults',
        `--datadir=${join(this.folder, 'data')}`,
        `--socket=${join(this.folder, 'socket')}`,
        `--pid-file=${join(this.folder, 'pid')}`,
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        '--skip-log-bin',
        '--skip-name-resolve',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-buffer-pool-size=64M',
        '--max-allowed-packet=64M',
        '--default-time-zone=+03:30',
        '--sql-mode=',
        ...asRoot(),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] }
    )
    this.#process = child
    let said = ''
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
    for (let attempt = 0; attempt < 240; attempt += 1) {
      if (child.exitCode !== null) throw new Error(`mariadbd ended at once:\n${said}`)
      const connection = await this.#tryConnect()
      if (connection) {
        await connection.end()
        return
      }
      await pause(125)
    }
    throw new Error(`mariadbd does not answer:\n${said}`)
  }

  /** Kills the server as a power cut would. */
  async crash(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    await rm(this.folder, { recursive: true, force: true })
  }

  settings(database: string): PbxConnectionSettings {
    return {
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      database,
      tls: false,
      tables: { cdr: 'cdr', cel: 'cel', queue_log: 'queue_log' },
    }
  }

  async connect(database?: string): Promise<Connection> {
    return createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      password: '',
      multipleStatements: true,
      dateStrings: true,
      ...(database ? { database } : {}),
    })
  }

  /** Runs statements (any number, separated by semicolons) in a database. */
  async run(database: string, sql: string): Promise<void> {
    const connection = await this.connect(database)
    try {
      await connection.query(sql)
    } finally {
      await connection.end()
    }
  }

  async count(database: string, table: string): Promise<number> {
    const connection = await this.connect(database)
    try {
      const [rows] = await connection.query(`SELECT COUNT(*) AS n FROM \`${table}\``)
      return Number((rows as Array<{ n: number }>)[0]?.n)
    } finally {
      await connection.end()
    }
  }

  async createDatabase(name: string): Promise<void> {
    const connection = await this.connect()
    try {
      await connection.query(
        `DROP DATABASE IF EXISTS \`${name}\`; CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`
      )
    } finally {
      await connection.end()
    }
  }

  /** The recorded Asterisk's database; `rows: false` for its empty tables. */
  async loadAsterisk(name: string, options: { rows?: boolean } = {}): Promise<void> {
    await this.createDatabase(name)
    const folder = join(SHARED, 'data/asterisk')
    await this.run(name, await readFile(join(folder, 'schema.sql'), 'utf8'))
    if (options.rows !== false) {
      await this.run(name, await readFile(join(folder, 'data.sql'), 'utf8'))
    }
  }

  /** The bank's month of 1999 in tables of the same shape. */
  async loadBank(name: string): Promise<void> {
    await this.loadAsterisk(name, { rows: false })
    const folder = join(SHARED, 'data/bank-1999')
    await this.#loadCsv(name, 'cdr', join(folder, 'cdr.csv.gz'), { dst_cnum: 'dst_cnam' })
    await this.#loadCsv(name, 'queue_log', join(folder, 'queue_log.csv.gz'), {})
  }

  async #loadCsv(
    database: string,
    table: string,
    file: string,
    renamed: Record<string, string>
  ): Promise<void> {
    const connection = await this.connect(database)
    try {
      const rows = createReadStream(file).pipe(createGunzip()).pipe(parse())
      let columns: string[] = []
      let batch: string[][] = []
      const flush = async () => {
        if (batch.length === 0) return
        const names = columns.map((name) => `\`${renamed[name] ?? name}\``).join(', ')
        await connection.query(`INSERT INTO \`${table}\` (${names}) VALUES ?`, [batch])
        batch = []
      }
      for await (const row of rows as AsyncIterable<string[]>) {
        if (columns.length === 0) columns = row
        else batch.push(row)
        if (batch.length === 2_000) await flush()
      }
      await flush()
    } finally {
      await connection.end()
    }
  }

  async #tryConnect(): Promise<Connection | null> {
    try {
      return await this.connect()
    } catch (error) {
      if (error instanceof Error && 'code' in error) return null
      throw error
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
    this.#process = null
  }
}

function program(name: keyof typeof PROGRAMS): string {
  for (const path of PROGRAMS[name]) {
    try {
      accessSync(path)
      return path
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }
  throw new Error(
    `MariaDB is missing (${PROGRAMS[name][0]}): on Debian run "apt-get install mariadb-server"`
  )
}

/** mariadbd refuses to run as root unless told so. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : []
}
