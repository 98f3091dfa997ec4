import { request as httpRequest } from 'node:http'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Files } from '#core/files/files'
import { Readable } from 'node:stream'
import { signInWith, type SignedIn } from '#tests/support/people'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

/** Sends a form without announcing its length, as a client may that wants to pass the first check. */
function sendChunked(
  person: SignedIn,
  path: string,
  megabytes: number
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const boundary = 'xxxxxxxx'
    const request = httpRequest(
      {
        host: process.env.HOST,
        port: process.env.PORT,
        path,
        method: 'POST',
        headers: { ...person.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      },
      (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      }
    )
    request.on('error', reject)
    const chunk = Buffer.alloc(1024 * 1024, 0x61)
    function* parts() {
      yield Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n`
      )
      for (let sent = 0; sent < megabytes; sent++) yield chunk
      yield Buffer.from(`\r\n--${boundary}--\r\n`)
    }
    Readable.from(parts()).pipe(request)
  })
}

test.group('files', () => {
  test('an upload comes back whole or in ranges, under its own name, and never runs', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['agent'])
    const html = '<html><script>alert(1)</script></html>'
    const response = await client
      .post('/api/files')
      .headers(headers)
      .file('file', Buffer.from(html), { filename: '../گزارش.png', contentType: 'image/png' })
    response.assertStatus(201)
    const { file } = response.body()
    assert.deepInclude(file, { name: 'گزارش.png', bytes: html.length, mime: 'text/html' })
    const whole = await client.get(`/api/files/${file.id}`).headers(headers)
    whole.assertStatus(200)
    assert.match(
      String(whole.header('content-disposition')),
      /^attachment; .*filename\*=UTF-8''%DA%AF/
    )
    assert.equal(whole.header('x-content-type-options'), 'nosniff')
    assert.match(String(whole.header('content-security-policy')), /sandbox/)
    const part = await client
      .get(`/api/files/${file.id}`)
      .headers({ ...headers, range: 'bytes=1-4' })
    part.assertStatus(206)
    assert.equal(part.header('content-range'), `bytes 1-4/${html.length}`)
    assert.equal(part.header('content-length'), '4')
    const behind = await client
      .get(`/api/files/${file.id}`)
      .headers({ ...headers, range: 'bytes=999-' })
    behind.assertStatus(416)
    assert.equal(behind.body().error.code, 'E_FILE_RANGE')
    const cached = await client
      .get(`/api/files/${file.id}`)
      .headers({ ...headers, 'if-none-match': String(whole.header('etag')) })
    cached.assertStatus(304)
  })

  test('equal content is stored once; nobody else opens it by its number', async ({
    client,
    assert,
  }) => {
    const one = await signInWith(['agent'])
    const other = await signInWith(['agent'])
    const upload = async (person: SignedIn) => {
      const response = await client
        .post('/api/files')
        .headers(person.headers)
        .file('file', PNG, { filename: 'a.png', contentType: 'image/png' })
      return response.body().file.id as number
    }
    const first = await upload(one)
    const second = await upload(other)
    const foreign = await client.get(`/api/files/${first}`).headers(other.headers)
    foreign.assertStatus(404)
    const files = await app.container.make(Files)
    assert.equal((await files.find(first)).sha256, (await files.find(second)).sha256)
    await files.remove(first)
    const own = await client.get(`/api/files/${second}`).headers(other.headers)
    own.assertStatus(200)
    assert.match(String(own.header('content-disposition')), /^inline/)
  })

  test('an oversized upload is refused while it streams, and nothing of it stays', async ({
    assert,
  }) => {
    const person = await signInWith(['agent'])
    const database = await app.container.make(Database)
    const before = await database.read('files').count({ n: '*' })
    const { status, body } = await sendChunked(person, '/api/files', 120)
    assert.equal(status, 413)
    assert.equal(JSON.parse(body).error.code, 'E_FILE_TOO_LARGE')
    assert.deepEqual(await database.read('files').count({ n: '*' }), before)
  }).timeout(60_000)

  test('an upload that announces too much is refused before it is read', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['agent'])
    const response = await client.post('/api/files').headers({
      ...headers,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': '999999999',
    })
    response.assertStatus(413)
    assert.equal(response.body().error.code, 'E_FILE_TOO_LARGE')
  })

  test('a form without a file is refused', async ({ client, assert }) => {
    const { headers } = await signInWith(['agent'])
    const response = await client.post('/api/files').headers(headers).field('x', 'y')
    response.assertStatus(422)
    assert.equal(response.body().error.code, 'E_FILE_MISSING')
  })
})
