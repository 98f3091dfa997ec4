import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { test } from '@japa/runner'
import { send, type SendOptions } from '#core/http_out/send'

/** A real receiver; answers its origin and what it was sent. */
async function receiver(cleanup: (work: () => void) => void, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, origin: `http://127.0.0.1:${port}` }
}
const options = (origin: string, more: Partial<SendOptions> = {}): SendOptions => ({
  allowed: [{ origin, private: true }],
  timeoutMs: 5_000,
  answerBytes: 1_000,
  ...more,
})
const outgoing = (url: string) => ({
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"name":"سلام"}',
})

test.group('sending', () => {
  test('posts the body as it is, and reads no more of the answer than asked', async ({
    assert,
    cleanup,
  }) => {
    let got: unknown = null
    const { origin } = await receiver(cleanup, (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got = [request.method, request.url, Buffer.concat(chunks).toString('utf8')]
        response.end('x'.repeat(5_000_000))
      })
    })
    const outcome = await send(outgoing(`${origin}/in?a=1`), options(origin))
    assert.deepEqual(got, ['POST', '/in?a=1', '{"name":"سلام"}'])
    const answered = { failure: null, status: 200, answer: 'x'.repeat(1_000) }
    assert.deepEqual(outcome, { ...answered, contentType: null, code: null })
  })

  test('asks by other methods too, without a body where there is none', async ({
    assert,
    cleanup,
  }) => {
    const got: unknown[] = []
    const { origin } = await receiver(cleanup, (request, response) => {
      got.push([request.method, request.headers['content-length'] ?? null])
      request.resume()
      response.setHeader('content-type', 'application/json').end('{}')
    })
    const asked = { url: origin, method: 'GET', headers: {} } as const
    const outcome = await send(asked, options(origin))
    await send({ ...asked, method: 'PUT', body: 'abc' }, options(origin))
    assert.deepEqual(got, [
      ['GET', null],
      ['PUT', '3'],
    ])
    assert.equal(outcome.contentType, 'application/json')
  })

  test('a redirect is an answer that failed, and is not followed', async ({ assert, cleanup }) => {
    const paths: (string | undefined)[] = []
    const { origin } = await receiver(cleanup, (request, response) => {
      paths.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    const outcome = await send(outgoing(`${origin}/in`), options(origin))
    assert.equal(outcome.failure, 'redirect')
    assert.deepEqual(paths, ['/in'])
  })

  test('a failing, a hanging, a trickling and an absent receiver', async ({ assert, cleanup }) => {
    const failing = await receiver(cleanup, (_request, response) =>
      response.writeHead(500).end('no')
    )
    const outcome = await send(outgoing(failing.origin), options(failing.origin))
    assert.include(outcome, { failure: 'status', status: 500, answer: 'no', code: null })
    const hanging = await receiver(cleanup, () => undefined)
    const late = await send(outgoing(hanging.origin), options(hanging.origin, { timeoutMs: 50 }))
    assert.equal(late.failure, 'timeout')
    const trickling = await receiver(cleanup, (_request, response) => {
      response.write('a')
    })
    const slow = await send(
      outgoing(trickling.origin),
      options(trickling.origin, { timeoutMs: 200 })
    )
    assert.equal(slow.failure, 'timeout')
    const unknown = await send(
      outgoing('http://hooks.example/'),
      options('http://hooks.example', {
        timeoutMs: 50,
        resolve: () => new Promise(() => undefined),
      })
    )
    assert.equal(unknown.failure, 'timeout')
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const origin = `http://127.0.0.1:${port}`
    const absent = await send(outgoing(origin), options(origin))
    assert.deepEqual([absent.failure, absent.code], ['unreachable', 'ECONNREFUSED'])
  })

  test('connects to the address that was checked, under the name that was asked for', async ({
    assert,
    cleanup,
  }) => {
    let host: string | undefined
    const { port } = await receiver(cleanup, (request, response) => {
      host = request.headers.host
      response.end()
    })
    const asked: string[] = []
    const origin = `http://hooks.example:${port}`
    const resolve = (name: string) => {
      asked.push(name)
      return Promise.resolve(['127.0.0.1'])
    }
    const outcome = await send(outgoing(origin), options(origin, { resolve }))
    assert.isNull(outcome.failure)
    assert.deepEqual([asked, host], [['hooks.example'], `hooks.example:${port}`])
  })

  test('nothing is sent to what is not allowed, nor to a name that leads within', async ({
    assert,
    cleanup,
  }) => {
    let requests = 0
    const { port, origin } = await receiver(cleanup, (_request, response) => {
      requests++
      response.end()
    })
    const none = await send(outgoing(origin), options(origin, { allowed: [] }))
    assert.equal(none.failure, 'not_allowed')
    const literal = await send(
      outgoing(origin),
      options(origin, { allowed: [{ origin, private: false }] })
    )
    assert.equal(literal.failure, 'address_refused')
    const named = `http://hooks.example:${port}`
    const rebound = await send(
      outgoing(named),
      options(named, {
        allowed: [{ origin: named, private: false }],
        resolve: () => Promise.resolve(['93.184.215.14', '127.0.0.1']),
      })
    )
    assert.equal(rebound.failure, 'address_refused')
    assert.equal(requests, 0)
  })

  test('whoever stops it gets their reason back', async ({ assert, cleanup }) => {
    const stop = new AbortController()
    const { origin } = await receiver(cleanup, () => stop.abort(new Error('stopped')))
    await assert.rejects(
      () => send(outgoing(origin), options(origin, { signal: stop.signal })),
      'stopped'
    )
  })
})
