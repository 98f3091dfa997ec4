/**
 * An installation of its own: the built product in a process of its own with an empty database in a temporary folder. The story
 * needs two of them, because a solution is carried from one to the other.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { APIRequestContext, BrowserContext } from 'playwright'
import type { Json } from '#core/metadata/types'
import { freePort } from '#tests/support/free_port'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const STARTS_WITHIN = 60_000

/** Somebody who signs in with a name and a password, as people do. */
export interface Person {
  login: string
  password: string
}

async function answer<T>(response: Awaited<ReturnType<APIRequestContext['get']>>): Promise<T> {
  const text = await response.text()
  if (!response.ok()) throw new Error(`${response.url()}: ${response.status()} ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as T
}

/** Calls of the API by whoever is signed in within a browser context. */
export class Caller {
  readonly #request: APIRequestContext
  readonly #csrf: string

  private constructor(request: APIRequestContext, csrf: string) {
    this.#request = request
    this.#csrf = csrf
  }

  static async signIn(context: BrowserContext, person: Person): Promise<Caller> {
    const signed = await context.request.post('/api/session', { data: person })
    return new Caller(context.request, (await answer<{ csrf: string }>(signed)).csrf)
  }

  async call<T = Record<string, Json>>(method: string, path: string, data?: object): Promise<T> {
    const headers = { 'x-csrf-token': this.#csrf }
    return answer<T>(await this.#request.fetch(path, { method, headers, ...(data && { data }) }))
  }

  /** The number of a new record. */
  async make(entity: string, values: Record<string, Json>): Promise<number> {
    const path = `/api/records/${entity}`
    return (await this.call<{ record: { id: number } }>('POST', path, { values })).record.id
  }

  /** A new user with these roles, who has chosen a password by the link that an administrator hands over. */
  async hire(login: string, roles: readonly string[]): Promise<Person> {
    const values = { login, name: login }
    const made = await this.call<{ user: { id: number } }>('POST', '/api/admin/users', {
      values,
      roles,
    })
    const path = `/api/admin/users/${made.user.id}/password-link`
    const { link } = await this.call<{ link: string }>('POST', path)
    const password = newPassword()
    const token = new URL(link, 'http://localhost').searchParams.get('token')
    await this.call('POST', '/api/setup', { token, password })
    return { login, password }
  }
}

const newPassword = (): string => `Story-${randomBytes(12).toString('base64url')}-7`

export class Installation {
  readonly address: string
  readonly administrator: Person = { login: 'admin', password: newPassword() }
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv
  #server: ChildProcess | null = null

  private constructor(port: number) {
    this.address = `http://127.0.0.1:${port}`
    this.#folder = mkdtempSync(join(tmpdir(), 'peyvand-story-'))
    this.#environment = {
      ...process.env,
      MSSQL_URL: undefined,
      REDIS_URL: undefined,
      PEYVAND_PLUGINS: undefined,
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      APP_KEY: randomBytes(32).toString('base64url'),
      PEYVAND_VAR: this.#folder,
      HOST: '127.0.0.1',
      PORT: String(port),
    }
  }

  /** Prepares an empty database, serves it, and makes the first administrator by the link that the start prints. */
  static async start(): Promise<Installation> {
    const made = new Installation(await freePort())
    try {
      await made.#begin()
      return made
    } catch (error) {
      await made.stop()
      throw error
    }
  }

  async #begin(): Promise<void> {
    const prepared = spawnSync(process.execPath, ['build/bin/console.js', 'system:prepare'], {
      cwd: ROOT,
      env: this.#environment,
      encoding: 'utf8',
      timeout: STARTS_WITHIN,
    })
    if (prepared.status !== 0) throw new Error(`${prepared.stdout}\n${prepared.stderr}`)
    const server = spawn(process.execPath, ['build/bin/server.js'], {
      cwd: ROOT,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#server = server
    const token = await new Promise<string>((resolve, reject) => {
      let said = ''
      const late = setTimeout(() => reject(new Error(`No set-up link:\n${said}`)), STARTS_WITHIN)
      server.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const found = /\/setup\?token=(\S+)/.exec(said)?.[1]
        if (!found) return
        clearTimeout(late)
        resolve(found)
      })
      server.once('exit', (code) => {
        clearTimeout(late)
        reject(new Error(`The server ended with code ${code}:\n${said}`))
      })
    })
    const response = await fetch(`${this.address}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, name: 'Sara Ahmadi', ...this.administrator }),
    })
    if (!response.ok) throw new Error(`Set-up: ${response.status} ${await response.text()}`)
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      const late = setTimeout(() => server.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
