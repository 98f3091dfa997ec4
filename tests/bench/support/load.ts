import { Agent, request } from 'node:http'

export interface Call {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
}
export interface LoadResult {
  requests: number
  seconds: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
}

function once(agent: Agent, port: number, call: Call): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { ...call.headers }
    if (call.body !== undefined) {
      headers['content-type'] = 'application/json'
      headers['content-length'] = String(Buffer.byteLength(call.body))
    }
    const sent = request(
      { agent, host: '127.0.0.1', port, method: call.method, path: call.path, headers },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (body += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      }
    )
    sent.on('error', reject)
    sent.end(call.body)
  })
}

/** One request on a connection of its own; throws on an answer of 400 or more. */
export async function send(port: number, call: Call): Promise<string> {
  const agent = new Agent({ keepAlive: false })
  const { status, body } = await once(agent, port, call)
  agent.destroy()
  if (status >= 400) throw new Error(`${call.method} ${call.path}: ${status} ${body.slice(0, 500)}`)
  return body
}

/**
 * Sends `total` requests over `connections` kept-alive connections, each sending its next when the former is answered
 * (closed loop). An answer of 400 or more stops the run: a fast error is no figure.
 */
export async function load(
  port: number,
  connections: number,
  total: number,
  next: (index: number) => Call
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  let index = 0
  const worker = async () => {
    while (index < total) {
      const call = next(index++)
      const started = performance.now()
      const { status, body } = await once(agent, port, call)
      latencies.push(performance.now() - started)
      if (status >= 400)
        throw new Error(`${call.method} ${call.path}: ${status} ${body.slice(0, 500)}`)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - started) / 1000
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { requests: total, seconds, perSecond: total / seconds, p50: at(0.5), p99: at(0.99) }
}
