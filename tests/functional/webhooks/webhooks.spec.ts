import app from '@adonisjs/core/services/app'
import type { ServerResponse } from 'node:http'
import type { ApiClient } from '@japa/api-client'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { packSolution } from '#core/solutions/package_codec'
import { Solutions } from '#core/solutions/solutions'
import { Deliveries } from '#core/webhooks/deliveries'
import { DeliveryAttempt } from '#core/webhooks/delivery_attempt'
import {
  DELIVERY_HEADER,
  isSigned,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
} from '#core/webhooks/signature'
import type { WebhookView } from '#core/webhooks/webhooks'
import type { Delivery } from '#core/webhooks/types'
import { Receiver, receiverOfThePage, type Received } from '#tests/functional/webhooks/receiver'
import { freePort } from '#tests/support/free_port'
import { signInWith, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const label = (en: string) => ({ en })
const LOAN = 'x_hook_loan'
const BRANCH = 'x_hook_branch'
const HOOK = 'x_core_banking'
const URL_OF = `/api/admin/webhooks`

async function make(kind: ClientChange['kind'], name: string, value: Json) {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  await metadata.change(system, COMMAND_ORIGIN, [{ kind, name, path: [], value }])
}

async function setUp() {
  await make('entity', BRANCH, {
    label: label('Branch'),
    labelPlural: label('Branches'),
    titleField: 'x_city',
    fields: { x_city: { type: 'text', label: label('City') } },
  })
  await make('entity', LOAN, {
    label: label('Loan'),
    labelPlural: label('Loans'),
    titleField: 'x_title',
    fields: {
      x_title: { type: 'text', label: label('Title') },
      x_amount: { type: 'integer', label: label('Amount') },
      x_card: { type: 'text', label: label('Card'), sensitive: true },
      x_branch: { type: 'lookup', label: label('Branch'), target: BRANCH },
    },
  })
  const all = { read: 'all', create: 'all', update: 'all', delete: 'all' }
  const role = (entities: Json, more: Record<string, Json> = {}): Json => ({
    label: label('R'),
    entities,
    ...more,
  })
  await make('role', 'x_hook_runner', role({ [LOAN]: { read: 'own' }, [BRANCH]: { read: 'all' } }))
  await make('role', 'x_hook_clerk', role({ [LOAN]: all, [BRANCH]: all }))
  const keeper = { permissions: ['core.admin.webhooks'] }
  await make('role', 'x_hook_keeper', role({ [LOAN]: { read: 'own' } }, keeper))
}

/** The last delivery of the webhook and what the log says of it. */
const logOf = async (client: ApiClient, { headers }: SignedIn, query = '') => {
  const answer = await client.get(`${URL_OF}/${HOOK}/deliveries${query}`).headers(headers)
  answer.assertStatus(200)
  return answer.body().deliveries as Delivery[]
}

const verified = (secret: string, { headers, body }: Received) =>
  isSigned(
    secret,
    {
      signature: String(headers[SIGNATURE_HEADER]),
      timestamp: String(headers[TIMESTAMP_HEADER]),
      body,
    },
    new Date()
  )

test.group('webhooks', (group) => {
  const receiver = new Receiver()
  let origin = ''
  let admin: SignedIn
  let secret = ''
  let version = 1

  group.setup(async () => {
    await setUp()
    origin = await receiver.listen()
    admin = await signInWith(['administrator'])
  })
  group.teardown(() => receiver.close())
  group.each.setup(() => receiver.reset())

  const definition = (more: object = {}) => ({
    label: label('Core banking'),
    entity: LOAN,
    events: ['created', 'updated', 'deleted', 'restored'],
    fields: ['x_title', 'x_amount', 'x_branch.x_city'],
    url: `${origin}/loans`,
    pauseAfter: 3,
    keepDays: 30,
    runAs: admin.userId,
    ...more,
  })
  const records = () => app.container.make(Records)
  const system = async () => (await app.container.make(Actors)).system()
  const create = async (values: Record<string, Json>) =>
    (await records()).create(await system(), COMMAND_ORIGIN, LOAN, values)
  const change = async (id: number, values: Record<string, Json>) =>
    (await records()).update(await system(), COMMAND_ORIGIN, LOAN, id, values)
  const work = () => workOffJobs('core.webhooks')
  const turn = (client: ApiClient, on: boolean) =>
    client.post(`${URL_OF}/${HOOK}/turn`).headers(admin.headers).json({ on })
  async function save(client: ApiClient, more: object) {
    const answer = await client
      .put(`${URL_OF}/${HOOK}`)
      .headers(admin.headers)
      .json({ ...definition(more), version })
    answer.assertStatus(200)
    version = answer.body().webhook.version
  }
  async function shown(client: ApiClient): Promise<WebhookView> {
    const answer = await client.get(`${URL_OF}/${HOOK}`).headers(admin.headers)
    return answer.body().webhook as WebhookView
  }

  test('nothing is sent to a host that is not on the list; an address within needs to be said so', async ({
    client,
    assert,
  }) => {
    const post = (path: string, json: object) => client.post(path).headers(admin.headers).json(json)
    const early = await post(URL_OF, { name: HOOK, ...definition() })
    early.assertStatus(422)
    assert.equal(early.body().error.details[0].code, 'E_HTTP_NOT_ALLOWED')
    for (const bad of ['ftp://a', `${origin}/path`, 'https://u:p@a.example', 'a.example']) {
      const refused = await post('/api/admin/destinations', { origin: bad, private: false })
      assert.equal(refused.body().error.details[0].code, 'E_HTTP_ORIGIN', bad)
    }
    const added = await post('/api/admin/destinations', { origin: `${origin}/`, private: true })
    added.assertStatus(201)
    const twice = await post('/api/admin/destinations', { origin, private: false })
    assert.equal(twice.body().error.code, 'E_DESTINATION_EXISTS')
  })

  test('its secret is told once, and what it sends is signed, whole, and no more than listed', async ({
    client,
    assert,
  }) => {
    const made = await client
      .post(URL_OF)
      .headers(admin.headers)
      .json({ name: HOOK, ...definition() })
    made.assertStatus(201)
    secret = made.body().secret
    assert.match(secret, /^whsec_[\w-]{43}$/)
    assert.equal(made.body().webhook.state, 'off')
    const stored = await (await app.container.make(Database)).read('webhooks').first()
    assert.notInclude(JSON.stringify(stored), secret)
    assert.notInclude(JSON.stringify(await shown(client)), secret)
    await create({ x_title: 'Before it was on' })
    ;(await turn(client, true)).assertStatus(200)

    const branch = await (
      await records()
    ).create(await system(), COMMAND_ORIGIN, BRANCH, { x_city: 'تبریز' })
    const values = { x_title: 'House', x_amount: 5, x_card: '6037', x_branch: branch.id }
    const { id } = await create(values)
    await work()
    assert.lengthOf(receiver.received, 1)
    const [got] = receiver.received as [Received]
    assert.isTrue(verified(secret, got))
    assert.isFalse(verified('whsec_other', got))
    const { record, event } = receiver.last()
    assert.equal(event, 'created')
    assert.deepEqual(record, {
      id,
      'version': 1,
      'x_title': 'House',
      'x_amount': 5,
      'x_branch.x_city': 'تبریز',
    })
    const [log] = await logOf(client, admin)
    assert.include(log, { state: 'delivered', status: 200, answer: 'ok', attempts: 1 })
    assert.equal(log?.uuid, got.headers[DELIVERY_HEADER])
  })

  test('each event tells of itself; what was taken back is not told; a filter chooses', async ({
    client,
    assert,
  }) => {
    await save(client, { filter: { path: 'x_amount', op: 'ge', value: 10 } })
    const { id } = await create({ x_title: 'Small', x_amount: 1 })
    await change(id, { x_amount: 20, x_card: '1' })
    const engine = await records()
    const actor = await system()
    await engine.remove(actor, COMMAND_ORIGIN, LOAN, id)
    await engine.restore(actor, COMMAND_ORIGIN, LOAN, id)
    const database = await app.container.make(Database)
    await assert.rejects(() =>
      database.transaction(async (trx) => {
        await engine.create(actor, COMMAND_ORIGIN, LOAN, { x_amount: 99 }, { trx })
        throw new Error('taken back')
      })
    )
    await database.transaction((trx) =>
      engine.createMany(actor, COMMAND_ORIGIN, LOAN, [{ x_amount: 11 }, { x_amount: 2 }], { trx })
    )
    await work()
    const told = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, Json>)
    const events = told.map(({ event }) => event)
    assert.sameMembers(events, ['updated', 'deleted', 'restored', 'created'])
    const updated = told.find(({ event }) => event === 'updated')
    assert.deepEqual(updated?.changed, ['x_amount'], 'a field that is not sent is not named')
    await save(client, {})
  })

  test('it tells what the person sees as whom it runs, at every attempt', async ({
    client,
    assert,
  }) => {
    const runner = await signInWith(['x_hook_runner'])
    const masked = await client
      .put(`${URL_OF}/${HOOK}`)
      .headers(admin.headers)
      .json({ ...definition({ fields: ['x_card'] }), version })
    masked.assertStatus(422)
    assert.equal(masked.body().error.details[0].code, 'E_WEBHOOK_FIELD')

    await save(client, { runAs: runner.userId, fields: ['x_title', 'x_amount'] })
    await create({ x_title: 'Of another' })
    const { id } = await create({ x_title: 'Own', x_amount: 7, owner_id: runner.userId })
    await make('role', 'x_hook_runner', {
      label: label('R'),
      entities: { [LOAN]: { read: 'own' } },
      fields: { [LOAN]: { x_amount: 'none' } },
    })
    await work()
    assert.lengthOf(receiver.received, 1)
    assert.deepEqual(receiver.last().record, { id, version: 1, x_title: 'Own' })

    await create({ x_title: 'Waits', owner_id: runner.userId })
    const person = await client.get(`/api/admin/users/${runner.userId}`).headers(admin.headers)
    const left = await client
      .patch(`/api/admin/users/${runner.userId}`)
      .headers(admin.headers)
      .json({ version: person.body().user.version, values: { active: false } })
    left.assertStatus(200)
    await work()
    assert.lengthOf(receiver.received, 1, 'nothing in the name of somebody who is gone')
    assert.include(await shown(client), { state: 'paused', pausedBecause: 'run_as' })
    await save(client, {})
    ;(await turn(client, true)).assertStatus(200)
    await work()
    assert.lengthOf(receiver.received, 2)
  })

  test('only who reads everything lets it run as another, and sees what was answered', async ({
    client,
    assert,
  }) => {
    const keeper = await signInWith(['x_hook_keeper'])
    const other = await client
      .put(`${URL_OF}/${HOOK}`)
      .headers(keeper.headers)
      .json({ ...definition(), version })
    other.assertStatus(403)
    assert.equal(other.body().error.code, 'E_WEBHOOK_RUN_AS')
    const rotated = await client
      .post(`${URL_OF}/${HOOK}/secret`)
      .headers(keeper.headers)
      .json({ keepHours: 0 })
    assert.equal(rotated.body().error.code, 'E_WEBHOOK_RUN_AS')
    const log = await logOf(client, keeper)
    assert.isAbove(log.length, 0)
    assert.isTrue(log.every(({ answer }) => answer === null))
    const clerk = await signInWith(['x_hook_clerk'])
    for (const path of [URL_OF, `${URL_OF}/${HOOK}/deliveries`, '/api/admin/destinations']) {
      ;(await client.get(path).headers(clerk.headers)).assertStatus(403)
    }
  })

  test('what fails is tried again later; many failures pause it, tell its keeper, and lose nothing', async ({
    client,
    assert,
  }) => {
    const attempt = await app.container.make(DeliveryAttempt)
    const { signal } = new AbortController()
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(500).end('x'.repeat(100_000)),
      (response) => response.writeHead(302, { location: `${origin}/elsewhere` }).end(),
      (response) => response.destroy(),
    ]
    receiver.answer = (response) => answers[receiver.received.length - 1]?.(response)
    await create({ x_title: 'One' })
    const [fresh] = await logOf(client, admin)
    const id = fresh?.id ?? 0
    const seen: Partial<Delivery>[] = []
    for (const n of [1, 2, 3]) {
      await attempt.run(id, n, signal)
      await attempt.run(id, n, signal)
      const [now] = await logOf(client, admin, '?state=retrying')
      if (now) seen.push(now)
    }
    assert.deepEqual(
      seen.map(({ failure, status, attempts }) => [failure, status, attempts]),
      [
        ['status', 500, 1],
        ['redirect', 302, 2],
        ['unreachable', null, 3],
      ]
    )
    assert.lengthOf(seen[0]?.answer ?? '', 2_000)
    assert.isAbove(Date.parse(seen[1]?.nextAt ?? ''), Date.parse(seen[0]?.nextAt ?? ''))
    assert.lengthOf(receiver.received, 3, 'a repeated attempt sends nothing')
    const numbers = receiver.received.map(({ headers }) => headers[DELIVERY_HEADER])
    assert.lengthOf([...new Set(numbers)], 1)

    assert.include(await shown(client), { state: 'paused', pausedBecause: 'failures', failures: 3 })
    const notices = await client.get('/api/notifications').headers(admin.headers)
    assert.include(notices.body().notifications[0].text, 'Core banking')
    await create({ x_title: 'Two' })
    await attempt.run(id, 4, signal)
    assert.lengthOf(receiver.received, 3, 'nothing while it is paused')
    assert.equal((await shown(client)).waiting, 2)
    receiver.reset()
    ;(await turn(client, true)).assertStatus(200)
    const database = await app.container.make(Database)
    await database.write('jobs').where('name', 'core.webhooks.deliver').update({ run_at: 0 })
    await work()
    const titles = receiver.received.map(({ body }) => JSON.parse(body).record.x_title)
    assert.sameMembers(titles, ['One', 'Two'])
    assert.include(await shown(client), { state: 'on', failures: 0, waiting: 0 })
  })

  test('a new secret and the former one both hold for a time', async ({ client, assert }) => {
    const rotated = await client
      .post(`${URL_OF}/${HOOK}/secret`)
      .headers(admin.headers)
      .json({ keepHours: 1 })
    rotated.assertStatus(200)
    await create({ x_title: 'Both' })
    await work()
    const [got] = receiver.received as [Received]
    assert.isTrue(verified(secret, got) && verified(rotated.body().secret, got))
    const again = await client
      .post(`${URL_OF}/${HOOK}/secret`)
      .headers(admin.headers)
      .json({ keepHours: 0 })
    receiver.reset()
    await create({ x_title: 'One' })
    await work()
    const [next] = receiver.received as [Received]
    assert.isFalse(verified(secret, next) || verified(rotated.body().secret, next))
    assert.isTrue(verified(again.body().secret, next))
    secret = again.body().secret
  })

  test('a test goes out though it is off; a delivery is sent again under its number', async ({
    client,
    assert,
  }) => {
    ;(await turn(client, false)).assertStatus(200)
    const tried = await client.post(`${URL_OF}/${HOOK}/test`).headers(admin.headers).json({})
    tried.assertStatus(200)
    const early = await client
      .post(`/api/admin/webhook-deliveries/${tried.body().delivery.id}/send-again`)
      .headers(admin.headers)
      .json({})
    assert.equal(early.body().error.code, 'E_DELIVERY_UNFINISHED')
    await work()
    assert.equal(receiver.last().event, 'test')
    const [old] = await logOf(client, admin, '?state=delivered&event=created')
    const again = await client
      .post(`/api/admin/webhook-deliveries/${old?.id}/send-again`)
      .headers(admin.headers)
      .json({})
    again.assertStatus(200)
    await work()
    assert.equal(receiver.received.at(-1)?.headers[DELIVERY_HEADER], old?.uuid)
  })

  test('travels in a package without secret and person, and must be given both', async ({
    client,
    assert,
  }) => {
    const solutions = await app.container.make(Solutions)
    const actor = await system()
    const pack = await solutions.export(actor, COMMAND_ORIGIN, {
      name: 'hooks',
      label: label('Hooks'),
      selection: { definitions: [], settings: [], records: [], parts: [`parts/webhook/${HOOK}`] },
    })
    const texts = [...pack.files.values()].join('\n')
    assert.include(texts, '/loans')
    assert.notInclude(texts, 'whsec_')
    assert.notMatch(texts, /run_?as|secret/i)
    const gone = await client.delete(`${URL_OF}/${HOOK}`).headers(admin.headers)
    gone.assertStatus(204)
    const { solution } = pack
    const head = { ...solution.head, name: 'hooks_elsewhere' }
    const { id } = await solutions.check(actor, packSolution({ ...solution, head }).files)
    await solutions.runImport(actor, COMMAND_ORIGIN, id, {})
    assert.include(await shown(client), { state: 'off', runAs: null, hasSecret: false })
    const early = await turn(client, true)
    early.assertStatus(409)
    assert.equal(early.body().error.code, 'E_WEBHOOK_INCOMPLETE')
    const given = await client
      .post(`${URL_OF}/${HOOK}/secret`)
      .headers(admin.headers)
      .json({ keepHours: 0 })
    given.assertStatus(200)
    version = (await shown(client)).version
    await save(client, {})
    ;(await turn(client, true)).assertStatus(200)
  })

  test('the receiver of the page takes what is genuine, once, and nothing else', async ({
    client,
    assert,
    cleanup,
  }) => {
    const given = await client
      .post(`${URL_OF}/${HOOK}/secret`)
      .headers(admin.headers)
      .json({ keepHours: 0 })
    const port = await freePort()
    const there = await receiverOfThePage(port, given.body().secret)
    cleanup(() => void there.stop())
    const address = `http://127.0.0.1:${port}`
    await client
      .post('/api/admin/destinations')
      .headers(admin.headers)
      .json({ origin: address, private: true })
    await save(client, { url: `${address}/in` })
    await create({ x_title: 'By the page' })
    await work()
    const [log] = await logOf(client, admin)
    assert.include(log, { state: 'delivered', status: 204 })
    await client
      .post(`/api/admin/webhook-deliveries/${log?.id}/send-again`)
      .headers(admin.headers)
      .json({})
    await work()
    assert.lengthOf(there.printed().match(/By the page/g) ?? [], 1)
    const forged = await fetch(address, {
      method: 'POST',
      body: '{}',
      headers: { [TIMESTAMP_HEADER]: String(Math.floor(Date.now() / 1_000)) },
    })
    assert.equal(forged.status, 401)
    await save(client, {})
  })

  test('the log is kept as long as said, and a destination in use stays', async ({
    client,
    assert,
  }) => {
    await create({ x_title: 'Old' })
    await work()
    const deliveries = await app.container.make(Deliveries)
    assert.equal(await deliveries.tidy(new Date(Date.now() + 29 * 86_400_000)), 0)
    assert.isAbove(await deliveries.tidy(new Date(Date.now() + 31 * 86_400_000)), 0)
    assert.deepEqual(await logOf(client, admin), [])
    const list = await client.get('/api/admin/destinations').headers(admin.headers)
    const listed = list.body().destinations as { id: number; origin: string }[]
    const id = listed.find((one) => one.origin === origin)?.id ?? 0
    const path = `/api/admin/destinations/${id}`
    const refused = await client.delete(path).headers(admin.headers)
    assert.equal(refused.body().error.code, 'E_DESTINATION_IN_USE')
    await client.delete(`${URL_OF}/${HOOK}`).headers(admin.headers)
    ;(await client.delete(path).headers(admin.headers)).assertStatus(204)
  })
})
