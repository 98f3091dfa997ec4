import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A system of the bank that is told of changes: a real server, which answers as it is told to. */
export class Receiver {
  readonly #server = createServer()
  readonly received: Received[] = []
  answer: (response: ServerResponse) => void = (response) => response.end('ok')

  async listen(): Promise<string> {
    this.#server.on('request', (request, response: ServerResponse) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        this.received.push({ headers: request.headers, body })
        this.answer(response)
      })
    })
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** What came last, as data. */
  last(): { event: string; record: Record<string, unknown>; changed?: string[] } {
    const { body } = this.received.at(-1) ?? { body: '{}' }
    return JSON.parse(body) as ReturnType<Receiver['last']>
  }

  /** Forgets what came, and answers well again. */
  reset(): void {
    this.received.length = 0
    this.answer = (response) => response.end('ok')
  }
}

/** Another process takes its time to start. */
async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await delay(50)
  }
  throw new Error('The receiver does not start')
}

/** The example of docs/webhooks.md as a process of its own. */
export async function receiverOfThePage(port: number, secret: string) {
  const page = readFileSync(app.makePath('docs/webhooks.md'), 'utf8')
  const [, code = ''] = /^```js file=receiver\.mjs\n([\s\S]*?)^```$/m.exec(page) ?? []
  const there = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  there.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await untilListening(port)
  return { printed: () => printed, stop: () => there.kill() }
}
