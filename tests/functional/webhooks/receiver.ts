import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

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
