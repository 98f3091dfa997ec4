import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { send } from '#tests/bench/support/load'
import { freePort } from '#tests/support/free_port'

/** Clock ticks a second of /proc/<pid>/stat; 100 on every Linux that Node supports. */
const TICKS = 100

/** A server of its own process whose processor time and memory are read from /proc. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly port: number
  /** From spawn to the first answer, milliseconds. */
  readonly startMilliseconds: number

  private constructor(child: ChildProcess, port: number, startMilliseconds: number) {
    this.#child = child
    this.port = port
    this.startMilliseconds = startMilliseconds
  }

  static async start(args: string[], environment: NodeJS.ProcessEnv): Promise<ServerProcess> {
    const port = await freePort()
    const started = performance.now()
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...environment, HOST: '127.0.0.1', PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null) throw new Error(`Server ended with code ${child.exitCode}`)
      const answered = await send(port, { method: 'GET', path: '/health' }).then(
        () => true,
        () => false
      )
      if (answered) return new ServerProcess(child, port, performance.now() - started)
      if (tries > 3000) throw new Error('Server did not answer within 30 s')
      await wait(10)
    }
  }

  /** User and system time of the process so far, milliseconds. */
  cpu(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
  }

  /** Resident memory, megabytes (10^6 bytes). */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await ended
  }
}
