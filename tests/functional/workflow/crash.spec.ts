import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import Sqlite from 'better-sqlite3'
import { Redis } from 'ioredis'
import { RedisServer } from '#tests/functional/jobs/redis_server'

/*
 * Processes are killed at random instants while instances run, again and again. Afterwards everything is there once. The full size
 * (half an hour): PEYVAND_CRASH=1000,300,250 – instances, kills, and how many milliseconds a process lives at most.
 */
const [INSTANCES = 30, KILLS = 3, LIFE = 700] = (process.env.PEYVAND_CRASH ?? '')
  .split(',')
  .filter(Boolean)
  .map(Number)
/** Processes that boot while another works: starting one takes longer than it lives. */
const STANDBY = process.env.PEYVAND_CRASH ? 3 : 1

interface Call {
  keys: Set<string>
  count: number
}

/** What is called: slow, failing now and then, and remembering. */
class Receiver {
  readonly calls = new Map<string, Call>()
  #server: Server | null = null
  url = ''

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      const call = this.calls.get(path) ?? { keys: new Set(), count: 0 }
      call.keys.add(String(request.headers['idempotency-key']))
      call.count += 1
      this.calls.set(path, call)
      const status = Math.random() < 0.05 ? 503 : 200
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end('{}')
      }, Math.random() * 30)
    })
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }
}

/** An installation of its own with processes that come and go. */
class Installation {
  readonly #folder = mkdtempSync(join(tmpdir(), 'peyvand-crash-'))
  readonly #environment: NodeJS.ProcessEnv
  readonly #redis: string | null
  readonly #waiting: { child: ChildProcess; ready: Promise<void> }[] = []
  readonly #all: ChildProcess[] = []

  constructor(redis: string | null) {
    this.#environment = {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      APP_KEY: 'a-key-of-the-crash-test-and-of-nothing-else',
      PEYVAND_VAR: this.#folder,
      HOST: '127.0.0.1',
      PORT: '0',
    }
    this.#redis = redis
    Reflect.deleteProperty(this.#environment, 'PEYVAND_PLUGINS')
    Reflect.deleteProperty(this.#environment, 'MSSQL_URL')
    Reflect.deleteProperty(this.#environment, 'REDIS_URL')
  }

  #run(args: string[]): void {
    const run = spawnSync(process.execPath, args, {
      cwd: app.makePath(),
      env: this.#environment,
      encoding: 'utf8',
    })
    if (run.status !== 0) throw new Error(`${args.join(' ')}\n${run.stdout}\n${run.stderr}`)
  }

  prepare(url: string): void {
    this.#run(['ace.js', 'system:prepare'])
    const worker = ['--import=@poppinss/ts-exec', 'tests/functional/workflow/crash_worker.ts']
    this.#run([...worker, 'prepare', url, String(INSTANCES)])
  }

  #boot(): void {
    const child = spawn(
      process.execPath,
      ['--import=@poppinss/ts-exec', 'tests/functional/workflow/crash_worker.ts', 'work'],
      {
        cwd: app.makePath(),
        env: { ...this.#environment, ...(this.#redis ? { REDIS_URL: this.#redis } : {}) },
        stdio: ['pipe', 'pipe', 'inherit'],
      }
    )
    this.#all.push(child)
    const ready = once(child.stdout, 'data').then(() => undefined)
    this.#waiting.push({ child, ready })
  }

  /** A process that begins to work now; others boot meanwhile. */
  async next(): Promise<ChildProcess> {
    if (this.#waiting.length === 0) this.#boot()
    const turn = this.#waiting.shift()
    if (!turn) throw new Error('no process waits')
    await turn.ready
    turn.child.stdin?.write('go\n')
    while (this.#waiting.length < STANDBY) this.#boot()
    return turn.child
  }

  database(): Sqlite.Database {
    return new Sqlite(join(this.#folder, 'peyvand.sqlite3'), { readonly: true })
  }

  async dispose(): Promise<void> {
    for (const child of this.#all) child.kill('SIGKILL')
    await delay(200)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const completed = (database: Sqlite.Database): number =>
  (
    database
      .prepare(`select count(*) as n from workflow_instances where status = 'completed'`)
      .get() as { n: number }
  ).n

/** Kills as often as wanted while there is work, then lets one process finish it. */
async function havoc(installation: Installation, flush: () => Promise<void>): Promise<number> {
  const database = installation.database()
  let kills = 0
  let child = await installation.next()
  while (kills < KILLS && completed(database) < INSTANCES) {
    await delay(40 + Math.random() * LIFE)
    if (Math.random() < 0.5) await flush()
    await kill(child)
    kills += 1
    child = await installation.next()
  }
  const end = Date.now() + 240_000
  while (completed(database) < INSTANCES && Date.now() < end) await delay(100)
  await delay(300)
  await kill(child)
  database.close()
  return kills
}

/** What is not as it would be if nobody had been killed; empty when all is well. */
function findings(database: Sqlite.Database, { calls }: Receiver): string[] {
  const found: string[] = []
  const many = <T>(sql: string) => database.prepare(sql).all() as T[]
  const states = many<{ status: string; n: number }>(
    'select status, count(*) as n from workflow_instances group by status'
  )
  if (states.length !== 1 || states[0]?.status !== 'completed' || states[0].n !== INSTANCES) {
    found.push(`instances: ${JSON.stringify(states)}`)
  }
  for (let n = 0; n < INSTANCES; n++) {
    const records = (name: string) =>
      database.prepare('select version from teams where name = ?').all(`${name} ${n}`) as {
        version: number
      }[]
    const [first, ...rest] = records('crash')
    if (first?.version !== 3 || rest.length > 0)
      found.push(`first record of ${n}: ${first?.version}, ${rest.length} more`)
    if (records('crashed').length !== 1) found.push(`second record of ${n}`)
    for (const way of ['a', 'b']) {
      const call = calls.get(`/${way}/${n}`)
      if (call?.keys.size !== 1)
        found.push(`call ${way} of ${n}: ${[...(call?.keys ?? [])].join()}`)
    }
  }
  const open = many('select id from workflow_waits where closed_at is null')
  if (open.length > 0) found.push(`${open.length} open waits`)
  const incidents = many('select id from workflow_incidents')
  if (incidents.length > 0) found.push(`${incidents.length} incidents`)
  const [sound] = many<{ integrity_check: string }>('pragma integrity_check')
  if (sound?.integrity_check !== 'ok') found.push(`database: ${sound?.integrity_check}`)
  return found
}

async function crash(redis: RedisServer | null) {
  const receiver = new Receiver()
  await receiver.start()
  const installation = new Installation(redis?.url ?? null)
  const client = redis ? new Redis(redis.url) : null
  try {
    installation.prepare(receiver.url)
    const started = Date.now()
    const kills = await havoc(installation, async () => void (await client?.flushall()))
    const database = installation.database()
    const wrong = findings(database, receiver)
    database.close()
    const repeated = [...receiver.calls.values()].filter(({ count }) => count > 1).length
    return { wrong, kills, repeated, seconds: (Date.now() - started) / 1_000 }
  } finally {
    client?.disconnect()
    receiver.stop()
    await installation.dispose()
  }
}

function report(figures: { kills: number; repeated: number; seconds: number }): void {
  if (!process.env.PEYVAND_CRASH) return
  process.stdout.write(`${JSON.stringify({ instances: INSTANCES, ...figures })}\n`)
}

test.group('workflow crashes', () => {
  test('killed again and again: every instance ends, every record changes once, every call has one key', async ({
    assert,
  }) => {
    const { wrong, kills, repeated, seconds } = await crash(null)
    report({ kills, repeated, seconds })
    assert.deepEqual(wrong, [])
    assert.isAbove(kills, 1)
  }).timeout(3_600_000)

  test('the same over Bull, while Redis is emptied at random', async ({ assert }) => {
    const redis = new RedisServer()
    await redis.start()
    try {
      const { wrong, kills, repeated, seconds } = await crash(redis)
      report({ kills, repeated, seconds })
      assert.deepEqual(wrong, [])
      assert.isAbove(kills, 1)
    } finally {
      await redis.dispose()
    }
  }).timeout(3_600_000)
})
