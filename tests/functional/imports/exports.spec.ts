import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Exports } from '#core/import_export/exports'
import { Records } from '#core/records/records'
import { ImportClient, mapped, withWorkers } from '#tests/functional/imports/import_harness'
import { signInWith, unique } from '#tests/support/people'

const origin = { address: null, channel: 'web' }

test.group('XLSX export and import', (group) => {
  group.setup(() => withWorkers())

  test('what was exported as a workbook is imported again, the sheet chosen', async ({
    client,
    assert,
  }) => {
    const person = await signInWith(['administrator'], {
      values: { language: 'fa', time_zone: 'Asia/Tehran', calendar: 'persian' },
    })
    const records = await app.container.make(Records)
    const title = unique('سلام =1')
    const at = '2024-05-12T09:00:00.000Z'
    await records.create(person.actor, origin, 'case', {
      title,
      channel: 'phone',
      amount: 1_500,
      opened_at: at,
    })
    const query = {
      select: ['title', 'channel', 'amount', 'opened_at'],
      filter: { path: 'title', op: 'eq', value: title } as const,
    }
    const response = await client
      .post('/api/records/case/export')
      .headers(person.headers)
      .json({ query, format: 'xlsx' })
    response.assertStatus(200)
    assert.match(String(response.header('content-type')), /spreadsheetml/)
    const exports = await app.container.make(Exports)
    const chunks: Uint8Array[] = []
    const asked = { ...query, entity: 'case' }
    for await (const chunk of await exports.xlsx(person.actor, origin, asked)) chunks.push(chunk)
    const workbook = Buffer.concat(chunks)
    const imports = new ImportClient(client, person)
    const mapping = mapped({
      title: 'عنوان',
      channel: 'کانال',
      amount: 'مبلغ',
      opened_at: 'زمان ثبت',
    })
    const { counts } = await imports.imported('case', workbook, mapping)
    assert.deepInclude(counts, { created: 1, failed: 0 })
    const found = await records.query(person.actor, asked)
    assert.lengthOf(found.rows, 2)
    const [first, second] = found.rows.map(({ channel, amount, opened_at: opened }) => [
      channel,
      amount,
      opened,
    ])
    assert.deepEqual(first, ['phone', 1_500, at])
    assert.deepEqual(second, first)
  })
})

test.group('CSV export', () => {
  test('gives labels in the reader’s language, guarded, with a mark, and is audited', async ({
    client,
    assert,
  }) => {
    const person = await signInWith(['administrator'], {
      values: { language: 'fa', time_zone: 'Asia/Tehran', calendar: 'persian' },
    })
    const records = await app.container.make(Records)
    const title = unique('case')
    const { actor, headers } = person
    const customer = await records.create(actor, origin, 'contact', { last_name: '=cmd|x' })
    await records.create(actor, origin, 'case', {
      title,
      customer: customer.id,
      channel: 'phone',
      amount: 1_500,
      opened_at: '2024-05-12T09:00:00.000Z',
      description: 'a;b',
    })
    const response = await client
      .post('/api/records/case/export')
      .headers(headers)
      .json({
        query: {
          select: ['title', 'customer', 'channel', 'opened_at', 'amount', 'description'],
          filter: { path: 'title', op: 'eq', value: title },
        },
        format: 'csv',
        delimiter: ';',
      })
    response.assertStatus(200)
    assert.match(String(response.header('content-type')), /^text\/csv/)
    const lines = response.text().split('\r\n')
    assert.equal(lines[0], '\uFEFFعنوان;مشتری;کانال;زمان ثبت;مبلغ;شرح')
    assert.equal(lines[1], `${title};'=cmd|x;تلفن;1403-02-23 12:30:00;1500;"a;b"`)
    const database = await app.container.make(Database)
    const audited = await database
      .read('audit_log')
      .where({ actor_id: actor.userId, entity: 'case' })
      .whereLike('action', 'record.export%')
      .orderBy('seq')
    assert.deepEqual(
      audited.map((entry: { action: string }) => entry.action),
      ['record.export_started', 'record.exported']
    )
    assert.deepInclude(JSON.parse(audited[1].details), { rows: 1, complete: true })
  })

  test('refuses {why} before the first byte')
    .with([
      {
        why: 'without the privilege',
        roles: [] as string[],
        query: {},
        status: 403,
        code: 'E_FORBIDDEN',
      },
      {
        why: 'an unknown field',
        roles: ['administrator'],
        query: { select: ['nothing'] },
        status: 400,
        code: 'E_UNKNOWN_FIELD',
      },
      {
        why: 'a filter nobody understands',
        roles: ['administrator'],
        query: { filter: { path: 'title' } },
        status: 400,
        code: 'E_BAD_QUERY',
      },
    ])
    .run(async ({ client, assert }, { roles, query, status, code }) => {
      const { headers } = await signInWith(roles)
      const response = await client
        .post('/api/records/case/export')
        .headers(headers)
        .json({ query })
      response.assertStatus(status)
      assert.equal(response.body().error.code, code)
    })
})
