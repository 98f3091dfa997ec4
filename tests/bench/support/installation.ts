import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { send } from '#tests/bench/support/load'
import { ServerProcess } from '#tests/bench/support/server_process'

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** An installation of its own in a temporary folder, served by the built product. */
export class BenchInstallation {
  readonly folder: string
  readonly password = `Bench-${randomBytes(9).toString('base64url')}-1`
  readonly environment: NodeJS.ProcessEnv

  constructor(folder: string, name: string) {
    this.folder = join(folder, name)
    mkdirSync(this.folder, { recursive: true })
    this.environment = {
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      APP_KEY: randomBytes(32).toString('base64url'),
      PEYVAND_VAR: this.folder,
      HOST: '127.0.0.1',
      PORT: '0',
      BENCH_PASSWORD: this.password,
    }
  }

  get database(): string {
    return join(this.folder, 'peyvand.sqlite3')
  }

  /** Runs a command of the built product and answers its output; throws when it fails. */
  command(args: string[], environment: NodeJS.ProcessEnv = {}): string {
    return this.#run(['build/bin/console.js', ...args], environment)
  }

  /** Runs a script of the bench from its source. */
  script(path: string, environment: NodeJS.ProcessEnv = {}): string {
    return this.#run(['--import=@poppinss/ts-exec', path], environment)
  }

  #run(args: string[], environment: NodeJS.ProcessEnv): string {
    const run = spawnSync(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...this.environment, ...environment },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (run.status !== 0) throw new Error(`${args.join(' ')}\n${run.stdout}\n${run.stderr}`)
    return run.stdout
  }

  /** Serves until the jobs have caught up with what many new records leave to them. Answers the seconds. */
  async catchUp(): Promise<number> {
    const server = await this.serve()
    const started = performance.now()
    const db = new Sqlite(this.database, { readonly: true })
    const waiting = db.prepare('select 1 from pending_ranges limit 1')
    while (waiting.get() !== undefined) await wait(20)
    const seconds = (performance.now() - started) / 1000
    db.close()
    await server.stop()
    return seconds
  }

  serve(): Promise<ServerProcess> {
    /** The arguments with which `npm start` serves; bin/bench.mjs hands them over. */
    const given = JSON.parse(process.env.BENCH_SERVER ?? '["build/bin/server.js"]') as string[]
    return ServerProcess.start(given, this.environment)
  }

  /** Signs in and answers the headers that the requests of this session carry. */
  async signIn(port: number, login: string): Promise<Record<string, string>> {
    const response = await fetch(`http://127.0.0.1:${port}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: this.password }),
    })
    const body = (await response.json()) as { csrf?: string }
    if (!response.ok || !body.csrf)
      throw new Error(`Sign-in: ${response.status} ${JSON.stringify(body)}`)
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return { cookie, 'x-csrf-token': body.csrf }
  }
}

/** The last line of an output that is JSON. */
export function lastJson<T>(output: string): T {
  const line = output
    .trim()
    .split('\n')
    .reverse()
    .find((text) => text.startsWith('{'))
  if (!line) throw new Error(`No result in: ${output}`)
  return JSON.parse(line) as T
}

export { send }
