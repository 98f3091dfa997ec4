import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import Sqlite from 'better-sqlite3'

/*
 * Two rules have missed a month. Two processes at once notice it and draw, and are killed while they do. Afterwards each run is there
 * once and whole. More of it: PEYVAND_SAMPLING_CRASH=20 kills.
 */
const DAYS = 30
const KILLS = Number(process.env.PEYVAND_SAMPLING_CRASH ?? 1)
const TODAY = '2026-11-28T00:00:00.000Z'
const WORKER = 'plugins/qa_sampling/tests/functional/crash_worker.ts'

test.group('Scheduled sampling runs whose processes are killed', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-sampling-'))
  const children: ChildProcess[] = []
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    APP_KEY: 'a-key-of-the-crash-test-and-of-nothing-else',
    PEYVAND_VAR: folder,
    HOST: '127.0.0.1',
    PORT: '0',
  }
  for (const name of ['PEYVAND_PLUGINS', 'MSSQL_URL', 'REDIS_URL']) {
    Reflect.deleteProperty(environment, name)
  }
  const args = (...rest: string[]) => ['--import=@poppinss/ts-exec', WORKER, ...rest, TODAY]
  group.teardown(async () => {
    for (const child of children) child.kill('SIGKILL')
    await delay(200)
    rmSync(folder, { recursive: true, force: true })
  })

  /** A process that has booted and waits for its turn. */
  function boot(): { child: ChildProcess; ready: Promise<unknown> } {
    const child = spawn(process.execPath, args('work', '0'), {
      cwd: app.makePath(),
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    children.push(child)
    return { child, ready: once(child.stdout, 'data') }
  }
  async function kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  test('each slot was drawn once, with all of its samples and evaluations', async ({ assert }) => {
    const built = process.env.PEYVAND_TEST_BUILT !== undefined
    const ace = built ? 'build/bin/console.js' : 'ace.js'
    for (const steps of [[ace, 'system:prepare'], args('prepare', String(DAYS))]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, steps, {
        cwd: app.makePath(),
        env: environment,
        encoding: 'utf8',
      })
      assert.equal(status, 0, stdout + stderr)
    }
    const database = new Sqlite(join(folder, 'peyvand.sqlite3'), { readonly: true })
    const one = (sql: string) => (database.prepare(sql).get() as { n: number }).n
    const runs = () => one('select count(*) as n from sampling_run')

    let waiting = [boot(), boot()]
    for (let kills = 0; ; kills++) {
      await Promise.all(waiting.map(({ ready }) => ready))
      for (const { child } of waiting) child.stdin?.write('go\n')
      if (kills >= KILLS) break
      const before = runs()
      const next = [boot(), boot()]
      /** Killed in the middle of it: not before the first of this turn is drawn. */
      const end = Date.now() + 60_000
      while (runs() === before && runs() < 2 * DAYS && Date.now() < end) await delay(5)
      await delay(Math.random() * 40)
      await Promise.all(waiting.map(({ child }) => kill(child)))
      waiting = next
    }
    const end = Date.now() + 120_000
    while (runs() < 2 * DAYS && Date.now() < end) await delay(50)
    await Promise.all(waiting.map(({ child }) => kill(child)))

    assert.equal(runs(), 2 * DAYS)
    assert.equal(one('select count(distinct "key") as n from sampling_run'), 2 * DAYS)
    /** Every rule looked at every day once. */
    assert.equal(one('select count(distinct "rule" || "from") as n from sampling_run'), 2 * DAYS)
    assert.equal(
      one('select count(*) as n from qa_sampling_archive'),
      one('select count(*) as n from sampling_run')
    )
    const drawn = one('select sum(drawn) as n from sampling_run')
    assert.equal(drawn, 2 * DAYS * 10)
    assert.equal(one('select count(*) as n from sample'), drawn)
    assert.equal(one('select count(distinct "call") as n from sample'), drawn)
    assert.equal(one('select count(*) as n from evaluation'), drawn)
    assert.equal(one('select count(distinct evaluation) as n from sample'), drawn)
    database.close()
  }).timeout(300_000)
})
