import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '#tests/support/free_port'

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** A Redis of the test's own: a free loopback port, a temporary folder, nothing persisted. A missing one is a failure. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'peyvand-redis-'))
  #port = 0
  #child: ChildProcess | null = null

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    this.#port ||= await freePort()
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '']
    const child = spawn('redis-server', [...args, '--appendonly', 'no', '--dir', this.#folder], {
      stdio: 'ignore',
    })
    let failure: Error | null = null
    child.once('error', (error) => {
      failure = new Error(
        `redis-server could not be started (${error.message}): install Redis, for instance with "apt-get install redis-server"`
      )
    })
    this.#child = child
    for (let tries = 0; tries < 200; tries++) {
      if (failure) throw failure
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
      if (await accepts(this.#port)) return
      await delay(25)
    }
    throw new Error('redis-server did not accept connections within five seconds')
  }

  /** Ends it without warning, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
