import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { PdfPrinter } from '#core/printing/pdf'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { makeUser, signInAs, signInWith, unique } from '#tests/support/people'

const ORIGIN = { address: null, channel: 'command' }
const label = (en: string, fa = en) => ({ en, fa })

/** Contracts with a secret amount, and their payments. */
async function makeWorld() {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  const contract = `x_${unique('contract')}`
  const payment = `x_${unique('payment')}`
  const role = `x_${unique('role')}`
  const define = (kind: ClientChange['kind'], name: string, value: Json): ClientChange => ({
    kind,
    name,
    path: [],
    value,
  })
  await metadata.change(system, ORIGIN, [
    define('entity', contract, {
      name: contract,
      label: label('Contract', 'قرارداد'),
      labelPlural: label('Contracts', 'قراردادها'),
      titleField: 'title',
      fields: {
        title: { type: 'text', label: label('Title', 'عنوان') },
        signed: { type: 'date', label: label('Signed', 'تاریخ امضا') },
        amount: { type: 'money', label: label('Amount', 'مبلغ'), currency: 'IRR' },
        card: { type: 'text', label: label('Card', 'کارت') },
        payments: {
          type: 'one_to_many',
          label: label('Payments'),
          target: payment,
          inverse: 'contract',
        },
      },
    }),
    define('entity', payment, {
      name: payment,
      label: label('Payment'),
      labelPlural: label('Payments'),
      titleField: 'title',
      fields: {
        title: { type: 'text', label: label('Title') },
        contract: { type: 'lookup', label: label('Contract'), target: contract },
      },
    }),
    define('role', role, {
      name: role,
      label: label('Reader'),
      entities: { [contract]: { read: 'own', export: 'own' }, [payment]: { read: 'own' } },
      fields: { [contract]: { amount: 'none', card: 'masked' } },
      permissions: [],
    }),
  ])
  return { contract, payment, role, metadata, system }
}

async function makeContract(world: Awaited<ReturnType<typeof makeWorld>>, owner: number) {
  const records = await app.container.make(Records)
  const { contract, payment, system } = world
  const stranger = await makeUser()
  const { id } = await records.create(system, ORIGIN, contract, {
    title: 'Loan & <more>',
    signed: '2026-03-21',
    amount: 5_000_000,
    card: '6037991122334455',
    owner_id: owner,
  })
  for (const [title, owned] of [
    ['first', owner],
    ['second', owner],
    ['of somebody else', stranger.id],
  ] as const) {
    await records.create(system, ORIGIN, payment, { title, contract: id, owner_id: owned })
  }
  return id
}

const BODY = '{{title}}|{{signed}}|{{amount}}|{{card}}|{{#each payments}}{{title}};{{/each}}'

test.group('templates', () => {
  test('are written as their reader: scopes, access and masks hold, what is hidden is named', async ({
    client,
    assert,
  }) => {
    const world = await makeWorld()
    const name = `x_${unique('sms')}`
    await world.metadata.change(world.system, ORIGIN, [
      {
        kind: 'template',
        name,
        path: [],
        value: {
          name,
          entity: world.contract,
          kind: 'sms',
          label: label('Text'),
          text: { fa: BODY },
        },
      },
    ])
    const reader = await signInWith([world.role], {
      values: { language: 'fa', calendar: 'persian', time_zone: 'Asia/Tehran' },
    })
    const id = await makeContract(world, reader.userId)
    const response = await client
      .post(`/api/templates/${name}/render`)
      .headers(reader.headers)
      .json({ record: id })
    response.assertStatus(200)
    assert.deepInclude(response.body(), {
      kind: 'sms',
      language: 'fa',
      text: 'Loan & <more>|۱۴۰۵/۰۱/۰۱||•••4455|second;first;',
      html: null,
      unreadable: ['amount'],
    })
    const stranger = await signInWith([world.role])
    const refused = await client
      .post(`/api/templates/${name}/render`)
      .headers(stranger.headers)
      .json({ record: id })
    refused.assertStatus(404)
    const listed = await client
      .get('/api/templates')
      .qs({ entity: world.contract })
      .headers(reader.headers)
    assert.deepEqual(listed.body().templates[0].languages, ['fa'])
    const nobody = await signInWith([])
    const none = await client
      .get('/api/templates')
      .qs({ entity: world.contract })
      .headers(nobody.headers)
    assert.deepEqual(none.body().templates, [])
  })

  test('a wrong template is refused as a whole, each fault with its place', async ({
    client,
    assert,
  }) => {
    const world = await makeWorld()
    const { headers } = await signInWith(['consultant'])
    const name = `x_${unique('mail')}`
    const value = {
      name,
      entity: world.contract,
      kind: 'email',
      label: label('Mail'),
      subject: { en: '{{nothing}}' },
      html: { en: '<p>\n{{#if title}}</p>', fa: '{{{title}}}' },
    }
    const response = await client
      .post('/api/metadata/changes')
      .headers(headers)
      .json({ changes: [{ kind: 'template', name, path: [], value }] })
    response.assertStatus(422)
    const details = response.body().error.details as { path: string; code: string; params: Json }[]
    assert.deepEqual(details.map(({ path, code }) => [path, code]).sort(), [
      [`template.${name}.html.en`, 'E_TEMPLATE_SYNTAX'],
      [`template.${name}.html.fa`, 'E_TEMPLATE_RAW'],
      [`template.${name}.subject.en`, 'E_UNKNOWN_FIELD'],
    ])
  })

  test('the preview tells faults and missing texts, and renders as the consultant', async ({
    client,
    assert,
  }) => {
    const world = await makeWorld()
    const admin = await signInWith(['administrator'])
    const id = await makeContract(world, admin.userId)
    const preview = (body: object, headers = admin.headers) =>
      client.post('/api/templates/preview').headers(headers).json(body)
    const sources = {
      kind: 'print',
      entity: world.contract,
      html: { en: '<p onclick="x()">{{title}}</p><script>1</script>' },
    }
    const fine = await preview({ ...sources, record: id, language: 'fa' })
    fine.assertStatus(200)
    assert.deepInclude(fine.body().rendered, {
      language: 'en',
      html: '<p>Loan &amp; &lt;more&gt;</p>',
    })
    assert.deepEqual(fine.body().missing, [
      { part: 'html', language: 'fa' },
      { part: 'html', language: 'az' },
    ])
    const faulty = await preview({ ...sources, html: { en: 'x\n {{gone}}' }, record: id })
    assert.deepInclude(faulty.body().faults[0], { code: 'E_UNKNOWN_FIELD', line: 2, column: 4 })
    assert.isNull(faulty.body().rendered)
    const agent = await signInWith([world.role])
    const forbidden = await preview(sources, agent.headers)
    forbidden.assertStatus(403)
  })
})

test.group('prints', () => {
  test('a record by its form and by a template; the audit knows of it', async ({
    client,
    assert,
  }) => {
    const world = await makeWorld()
    const { id: userId } = await makeUser({
      roles: [world.role],
      values: { language: 'fa', calendar: 'persian' },
    })
    const reader = await signInAs(userId)
    const id = await makeContract(world, reader.userId)
    const response = await client
      .post(`/api/print/${world.contract}/${id}`)
      .headers(reader.headers)
      .json({})
    response.assertStatus(200)
    const { html, dir, title, page } = response.body()
    assert.equal(dir, 'rtl')
    assert.equal(title, 'Loan & <more>')
    assert.include(html, 'Loan &amp; &lt;more&gt;')
    assert.include(html, '۱۴۰۵/۰۱/۰۱')
    assert.include(html, '•••4455')
    assert.notInclude(html, 'مبلغ')
    assert.match(page, /^<!doctype html><html lang="fa" dir="rtl">/)
    const database = await app.container.make(Database)
    const noted = await database
      .read('audit_log')
      .where({ actor_id: userId, action: 'record.printed' })
    assert.lengthOf(noted, 1)
  })

  test('a list by its columns, for those who may export', async ({ client, assert }) => {
    const world = await makeWorld()
    const reader = await signInWith([world.role])
    await makeContract(world, reader.userId)
    const query = { select: ['title', 'amount', 'card', 'owner_id'] }
    const send = (entity: string) =>
      client.post(`/api/print/${entity}`).headers(reader.headers).json({ query, title: 'All' })
    const response = await send(world.contract)
    response.assertStatus(200)
    assert.include(response.body().html, '<h1>All</h1>')
    assert.deepEqual(response.body().unreadable, ['amount'])
    assert.notInclude(response.body().html, '5,000,000')
    const refused = await send(world.payment)
    refused.assertStatus(403)
  })

  test('PDF is made where a browser is configured, else refused with the way out', async ({
    client,
    assert,
  }) => {
    const { headers, userId } = await signInWith(['administrator'])
    const world = await makeWorld()
    const id = await makeContract(world, userId)
    const ask = () =>
      client.post(`/api/print/${world.contract}/${id}`).headers(headers).json({ format: 'pdf' })
    app.container.swap(PdfPrinter, () => new PdfPrinter(undefined))
    const refused = await ask()
    app.container.restore(PdfPrinter)
    refused.assertStatus(501)
    assert.equal(refused.body().error.code, 'E_PDF_UNAVAILABLE')
  })
})
