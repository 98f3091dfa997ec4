import { createServer as createHttp } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Destinations } from '#core/http_out/destinations'
import { Settings } from '#core/plugin_host/settings'
import { document, end, flows, service, start as startEvent } from '#tests/functional/workflow/bpmn'
import {
  instanceRow,
  ORIGIN,
  publish,
  start,
  system,
  workJobs,
} from '#tests/functional/workflow/harness'
import { makeUser, signInWith, unique } from '#tests/support/people'

/** As much of SMTP as a client needs to hand in a message. */
class MailServer {
  readonly messages: string[] = []
  readonly #server = createServer((socket) => this.#talk(socket))
  port = 0

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.port = (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#server.close()
  }

  #talk(socket: Socket): void {
    let buffer = ''
    let data: string[] | null = null
    socket.on('error', () => socket.destroy())
    socket.write('220 test\r\n')
    socket.on('data', (chunk: Buffer) => {
      buffer += chunk.toString()
      for (let at = buffer.indexOf('\r\n'); at >= 0; at = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, at)
        buffer = buffer.slice(at + 2)
        if (data) {
          if (line !== '.') data.push(line)
          else {
            this.messages.push(data.join('\n'))
            data = null
            socket.write('250 taken\r\n')
          }
        } else if (line.startsWith('DATA')) {
          data = []
          socket.write('354 go on\r\n')
        } else if (line.startsWith('QUIT')) socket.end('221 bye\r\n')
        else socket.write(line.startsWith('EHLO') ? '250 test\r\n' : '250 ok\r\n')
      }
    })
  }
}

async function drawn(action: string, config: Parameters<typeof service>[2]): Promise<string> {
  const key = unique('out')
  const parts = [
    startEvent(),
    service('send', action, config),
    end(),
    flows('start>send\nsend>end'),
  ]
  await publish(key, document(key, parts))
  return key
}

test.group('workflow actions: messages', () => {
  test('an e-mail goes out by the settings; without a server it is an incident', async ({
    assert,
  }) => {
    const settings = await app.container.make(Settings)
    const actor = await system()
    const key = await drawn('mail.send', {
      to: '=address',
      subject: 'Case {n}',
      text: '="Dear " + name',
    })
    const without = await start(key, { variables: { address: 'ali@bank.example', name: 'Ali' } })
    await workJobs({ ahead: 3_600_000 })
    assert.equal((await instanceRow(without)).incidents, 1)
    const server = new MailServer()
    await server.start()
    await settings.setMany(actor, ORIGIN, 'core', {
      mail_host: '127.0.0.1',
      mail_port: server.port,
      mail_security: 'none',
      mail_from: 'crm@bank.example',
    })
    const id = await start(key, { variables: { address: 'ali@bank.example', name: 'Ali' } })
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'completed')
    assert.lengthOf(server.messages, 1)
    assert.match(server.messages[0] ?? '', /Dear Ali/)
    assert.match(server.messages[0] ?? '', new RegExp(`Message-ID: <wf-${id}-w\\d+@bank.example>`))
    const wrong = await start(key, { variables: { address: 'nobody', name: 'x' } })
    await workJobs()
    assert.equal((await instanceRow(wrong)).incidents, 1)
    assert.lengthOf(server.messages, 1)
    server.stop()
    await settings.setMany(actor, ORIGIN, 'core', {
      mail_host: null,
      mail_port: null,
      mail_security: null,
      mail_from: null,
    })
  })

  test('an SMS goes to the provider of the settings, with its token and one key', async ({
    assert,
  }) => {
    const seen: { body: string; authorization: string | undefined; key: string }[] = []
    const server = createHttp((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const { authorization, 'idempotency-key': key } = request.headers
        seen.push({ body, authorization, key: String(key) })
        response.end('ok')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const actor = await system()
    await (
      await app.container.make(Destinations)
    ).add(actor, ORIGIN, { origin, private: true, note: '' })
    const settings = await app.container.make(Settings)
    await settings.setMany(actor, ORIGIN, 'core', { sms_url: `${origin}/send`, sms_token: 't0ken' })
    const key = await drawn('sms.send', { to: '=number', text: 'سلام "شما"' })
    const id = await start(key, { variables: { number: '+98 912 000 0000' } })
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'completed')
    assert.deepEqual(JSON.parse(seen[0]?.body ?? ''), { to: '+989120000000', text: 'سلام "شما"' })
    assert.equal(seen[0]?.authorization, 'Bearer t0ken')
    const wrong = await start(key, { variables: { number: 'call me' } })
    await workJobs()
    assert.equal((await instanceRow(wrong)).incidents, 1)
    assert.lengthOf(seen, 1)
    server.close()
    await settings.setMany(actor, ORIGIN, 'core', { sms_url: null, sms_token: null })
  })

  test('people are notified, and a link leads nowhere but into the product', async ({ assert }) => {
    const { id: user } = await makeUser()
    const key = await drawn('notification.send', {
      to: user,
      text: '="Hello " + string(n)',
      link: '//evil.example',
    })
    const id = await start(key, { variables: { n: 1 } })
    assert.equal((await instanceRow(id)).status, 'completed')
    const database = await app.container.make(Database)
    const row: { kind: string; params: string; link: string | null } = await database
      .write('notifications')
      .where('user_id', user)
      .first()
    assert.deepEqual([row.kind, row.link], ['workflow_message', null])
    assert.deepEqual(JSON.parse(row.params), { text: 'Hello 1' })
  })

  test('the core’s settings have a page of their own; a secret never comes back', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const list = await client.get('/api/admin/settings').headers(headers)
    assert.equal((list.body().plugins as { name: string }[])[0]?.name, 'core')
    const saved = await client
      .patch('/api/admin/settings/core')
      .headers(headers)
      .json({ values: { mail_password: 'hush-hush' } })
    saved.assertStatus(200)
    assert.notInclude(saved.text(), 'hush-hush')
    await client
      .patch('/api/admin/settings/core')
      .headers(headers)
      .json({ values: { mail_password: null } })
  })
})
