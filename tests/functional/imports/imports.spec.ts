import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { ApiClient } from '@japa/api-client'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { ImportClient, mapped, withWorkers } from '#tests/functional/imports/import_harness'
import { until } from '#tests/functional/jobs/job_harness'
import { signInWith, unique, type SignedIn } from '#tests/support/people'

const CONTACT = { first_name: 'First', last_name: 'Last', phone: 'Phone', external_id: 'Number' }
const HEADER = 'First,Last,Phone,Number\n'

async function contacts(person: SignedIn, city: string): Promise<RecordRow[]> {
  const records = await app.container.make(Records)
  const found: RecordRow[] = []
  const query = {
    entity: 'contact',
    select: ['first_name', 'last_name', 'full_name', 'phone', 'external_id', 'city', 'account'],
    filter: { path: 'city', op: 'eq' as const, value: city },
    sort: [{ path: 'id' }],
  }
  for await (const rows of records.stream(person.actor, query)) found.push(...rows)
  return found
}

test.group('CSV import', (group) => {
  group.setup(withWorkers)

  async function admin(client: ApiClient) {
    return new ImportClient(client, await signInWith(['administrator']))
  }

  test('from the upload to the records, with suggestions, preview, progress and a notification', async ({
    client,
    assert,
  }) => {
    const imports = await admin(client)
    const city = unique('city')
    const text = `\uFEFFFirst name;نام خانوادگی;Mobile;شهر\r\nسارا;كريمي;۰۹۱۲ ۱۲۳ ۴۵۶۷;${city}\r\nAli;"Smith; Jr.";+98 912 1;${city}\r\n;;;${city}\r\n`
    const uploaded = await imports.uploaded('contact', text)
    assert.deepInclude(uploaded, { encoding: 'utf-8', delimiter: ';', rows: 3, state: 'uploaded' })
    assert.deepEqual(uploaded.sample[1], ['Ali', 'Smith; Jr.', '+98 912 1', city])
    assert.sameMembers(
      uploaded.suggestedMapping.fields.map(({ field }) => field),
      ['first_name', 'last_name', 'mobile', 'city']
    )
    const mapping = uploaded.suggestedMapping
    const path = `/api/imports/${uploaded.id}`
    const options = { mode: 'create' }
    const configured = await imports.request('PUT', path).json({ mapping, options })
    configured.assertStatus(200)

    const preview = await imports.request('POST', `${path}/preview`)
    preview.assertStatus(200)
    assert.deepEqual(preview.body().counts, { create: 2, update: 0, unchanged: 0, error: 1 })
    assert.equal(preview.body().rows[2].line, 4)
    assert.equal(preview.body().rows[2].issues[0].field, 'last_name')
    assert.isNotEmpty(preview.body().rows[2].issues[0].message)
    assert.lengthOf(await contacts(imports.person, city), 0)

    const started = await imports.request('POST', `${path}/start`)
    started.assertStatus(200)
    assert.isNumber(started.body().job.id)
    const ended = await imports.ended(uploaded.id)
    assert.equal(ended.state, 'done')
    assert.deepEqual(ended.counts, { rows: 3, created: 2, updated: 0, unchanged: 0, failed: 1 })
    assert.equal(ended.job?.done, 3)
    assert.equal(ended.job?.total, 3)
    const rows = await contacts(imports.person, city)
    assert.deepEqual(
      rows.map(({ full_name: name }) => name),
      ['سارا کریمی', 'Ali Smith; Jr.']
    )
    await until('the person is told', async () => {
      const told = await imports.request('GET', '/api/notifications?unread=true')
      return told.body().notifications.length === 1
    })
    const told = (await imports.request('GET', '/api/notifications')).body()
    assert.equal(told.notifications[0].link, `/imports/${uploaded.id}`)
    assert.match(told.notifications[0].text, /file\.csv/)
  })

  test('rows that fail are downloaded with their reasons, corrected and imported again', async ({
    client,
    assert,
  }) => {
    const imports = new ImportClient(
      client,
      await signInWith(['administrator'], { values: { language: 'fa' } })
    )
    const city = unique('city')
    const mapping = mapped({ ...CONTACT, city: 'City', birth_date: 'Born' })
    const header = 'First,Last,Phone,Number,City,Born\n'
    const number = unique('N')
    const ended = await imports.imported(
      'contact',
      `${header}Ali,One,021 1,${number},${city},1990-01-31\nSara,,'+98 21,,${city},1990-02-31\nx,y\nReza,Two,-,${number},${city},\n`,
      mapping
    )
    assert.deepEqual(ended.counts, { rows: 4, created: 1, updated: 0, unchanged: 0, failed: 3 })
    const report = await imports.request('GET', `/api/imports/${ended.id}/errors.csv`)
    report.assertStatus(200)
    assert.match(String(report.header('content-disposition')), /^attachment/)
    const lines = report.text().replace('\uFEFF', '').trimEnd().split('\r\n')
    assert.lengthOf(lines, 4)
    assert.match(lines[0] ?? '', /^First,Last,Phone,Number,City,Born,خط,/)
    assert.match(lines[1] ?? '', /^Sara,,'\+98 21,,city_\d+,1990-02-31,3,/)
    assert.match(lines[1] ?? '', /E_INVALID_DATE/)
    assert.match(lines[1] ?? '', /[\u0600-\u06FF]/)
    assert.match(lines[2] ?? '', /^x,y,,,,,4,E_IMPORT_COLUMNS/)
  })

  test('refuses {why} with {code}')
    .with([
      {
        why: 'an open quote',
        code: 'E_IMPORT_QUOTE_OPEN',
        content: `${HEADER}a,"b,c,d\n`,
        params: { line: 2 },
      },
      {
        why: 'damaged UTF-8',
        code: 'E_IMPORT_ENCODING',
        content: Buffer.concat([Buffer.from(`${HEADER}سارا,علی,1,2\n`), Buffer.from([0xc3, 0x28])]),
        params: { line: 3 },
      },
      {
        why: 'an encoding nobody can tell',
        code: 'E_IMPORT_ENCODING_UNKNOWN',
        content: Buffer.from(`${HEADER}José,François,1,2\n`, 'latin1'),
        params: { line: 2 },
      },
      {
        why: 'a broken workbook',
        code: 'E_IMPORT_SHEET_BROKEN',
        content: Buffer.from('PK\x03\x04\x00\x00\x00\x00', 'latin1'),
        params: {},
      },
      {
        why: 'a picture',
        code: 'E_IMPORT_NOT_TEXT',
        content: Buffer.from('\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR', 'latin1'),
        params: {},
      },
      { why: 'an empty file', code: 'E_IMPORT_EMPTY', content: '', params: {} },
    ])
    .run(async ({ client, assert }, { code, content, params }) => {
      const database = await app.container.make(Database)
      const before = await database.read('files').count({ n: '*' })
      const imports = await admin(client)
      const response = await imports.upload('contact', content)
      response.assertStatus(422)
      assert.equal(response.body().error.code, code)
      assert.containsSubset(response.body().error.params ?? {}, params)
      assert.isNotEmpty(response.body().error.message)
      assert.deepEqual(await database.read('files').count({ n: '*' }), before)
    })

  test('an encoding that cannot be told can be chosen', async ({ client, assert }) => {
    const imports = await admin(client)
    const content = Buffer.from(`${HEADER}José,François,1,2\n`, 'latin1')
    const uploaded = await imports.uploaded('contact', content, { encoding: 'windows-1252' })
    assert.deepEqual(uploaded.sample[0]?.slice(0, 2), ['José', 'François'])
  })

  test('refuses a mapping with everything that is wrong in it', async ({ client, assert }) => {
    const imports = await admin(client)
    const { id } = await imports.uploaded('contact', `${HEADER}a,b,1,2\n`)
    const mapping = mapped({ nothing: 'First', last_name: 'No such column' })
    const response = await imports
      .request('PUT', `/api/imports/${id}`)
      .json({ mapping, options: { mode: 'update' } })
    response.assertStatus(422)
    assert.sameMembers(
      response.body().error.details.map(({ code }: { code: string }) => code),
      ['E_UNKNOWN_FIELD', 'E_IMPORT_UNKNOWN_COLUMN', 'E_IMPORT_KEY_MISSING']
    )
    const start = await imports.request('POST', `/api/imports/${id}/start`)
    start.assertStatus(409)
    assert.equal(start.body().error.code, 'E_IMPORT_NOT_READY')
  })

  test('updates by a key, leaves what is the same alone, and upserts', async ({
    client,
    assert,
  }) => {
    const imports = await admin(client)
    const city = unique('city')
    const [a, b, c] = [unique('K'), unique('K'), unique('K')]
    const mapping = mapped({ ...CONTACT, city: 'City' })
    const header = 'First,Last,Phone,Number,City\n'
    await imports.imported(
      'contact',
      `${header}A,One,021 1,${a},${city}\nB,Two,021 2,${b},${city}\n`,
      mapping
    )
    const options = { mode: 'upsert' as const, key: 'external_id' }
    const upserted = await imports.imported(
      'contact',
      `${header}A,One,021 1,${a},${city}\nB,Changed,,${b},${city}\nC,New,021 3,${c},${city}\nC,Twice,021 3,${c},${city}\n,,,,${city}\n`,
      mapping,
      options
    )
    assert.deepEqual(upserted.counts, { rows: 5, created: 1, updated: 2, unchanged: 1, failed: 1 })
    assert.deepEqual(
      (await contacts(imports.person, city)).map((row) => [row.last_name, row.phone]),
      [
        ['One', '021 1'],
        ['Changed', '021 2'],
        ['Twice', '021 3'],
      ]
    )
    const updated = await imports.imported(
      'contact',
      `${header}A,Last,,${a},${city}\nX,Y,,${unique('K')},${city}\n`,
      mapping,
      { mode: 'update', key: 'external_id', emptyClears: true }
    )
    assert.deepEqual(updated.counts, { rows: 2, created: 0, updated: 1, unchanged: 0, failed: 1 })
    assert.isNull((await contacts(imports.person, city))[0]?.phone)
  })

  test('undo removes what was created, restores what was updated, and refuses what changed since', async ({
    client,
    assert,
  }) => {
    const imports = await admin(client)
    const records = await app.container.make(Records)
    const { actor } = imports.person
    const origin = { address: null, channel: 'web' }
    const city = unique('city')
    const keys = [1, 2, 3, 4].map(() => unique('U'))
    const mapping = mapped({ ...CONTACT, city: 'City' })
    const header = 'First,Last,Phone,Number,City\n'
    const row = (index: number, last: string) => `F,${last},021 ${index},${keys[index]},${city}\n`
    await imports.imported('contact', header + row(0, 'Old0') + row(1, 'Old1'), mapping)
    const ended = await imports.imported(
      'contact',
      header + row(0, 'New0') + row(1, 'New1') + row(2, 'New2') + row(3, 'New3'),
      mapping,
      { mode: 'upsert', key: 'external_id' }
    )
    assert.deepInclude(ended.counts, { created: 2, updated: 2 })
    const rows = await contacts(imports.person, city)
    for (const index of [1, 3]) {
      await records.update(actor, origin, 'contact', rows[index]?.id ?? 0, { first_name: 'Mine' })
    }
    const undo = await imports.request('POST', `/api/imports/${ended.id}/undo`)
    undo.assertStatus(200)
    const undone = await imports.ended(ended.id)
    assert.equal(undone.state, 'undone')
    assert.equal(undone.undoRefused, 2)
    assert.deepEqual(
      (await contacts(imports.person, city)).map((one) => `${one.first_name} ${one.last_name}`),
      ['F Old0', 'Mine New1', 'Mine New3']
    )
    const report = await imports.request('GET', `/api/imports/${ended.id}/undo.csv`)
    assert.equal(report.text().match(/E_STALE_VERSION/g)?.length, 2)
    const twice = await imports.request('POST', `/api/imports/${ended.id}/undo`)
    twice.assertStatus(409)
  })

  test('look-ups are found by a key, the second where the first is empty', async ({
    client,
    assert,
  }) => {
    const imports = await admin(client)
    const city = unique('city')
    const [a, b] = [unique('L'), unique('L')]
    await imports.imported(
      'contact',
      `First,Last,Phone,Number,City\nA,One,977-806-0001,${a},${city}\nB,Two,977-806-0002,${b},${city}\n`,
      mapped({ ...CONTACT, city: 'City' })
    )
    const title = unique('title')
    const ended = await imports.imported(
      'case',
      `Title,Customer,Phone\n${title},${a},\n${title},,977-806-0002\n${title},nobody,\n${title},,\n`,
      {
        fields: [
          { field: 'title', sources: [{ columns: ['Title'] }] },
          {
            field: 'customer',
            sources: [
              { columns: ['Customer'], lookup: { by: 'external_id' } },
              { columns: ['Phone'], lookup: { by: 'phone' } },
            ],
          },
        ],
      }
    )
    assert.deepInclude(ended.counts, { created: 3, failed: 1 })
    const records = await app.container.make(Records)
    const page = await records.query(imports.person.actor, {
      entity: 'case',
      select: ['customer.external_id'],
      filter: { path: 'title', op: 'eq', value: title },
      sort: [{ path: 'id' }],
    })
    assert.deepEqual(
      page.rows.map((row) => row['customer.external_id']),
      [a, b, null]
    )
  })

  test('unknown choices are added only when asked', async ({ client, assert }) => {
    const imports = await admin(client)
    const name = unique('Postal mail')
    const content = `Title,Channel\none,Phone\ntwo,${name}\n`
    const fields = mapped({ title: 'Title', channel: 'Channel' }).fields
    const refused = await imports.imported('case', content, { fields })
    assert.deepInclude(refused.counts, { created: 1, failed: 1 })
    const created = await imports.imported('case', content, {
      fields: fields.map((field) =>
        field.field === 'channel' ? { ...field, createChoices: true } : field
      ),
    })
    assert.deepInclude(created.counts, { created: 2, failed: 0 })
  })

  test('a cancelled import keeps what is done, and goes on from there', async ({
    client,
    assert,
  }) => {
    const imports = await admin(client)
    const city = unique('city')
    const lines = Array.from({ length: 20_000 }, (_, n) => `F,L${n},,,${city}\n`)
    const id = await imports.configured(
      'contact',
      `First,Last,Phone,Number,City\n${lines.join('')}`,
      mapped({ first_name: 'First', last_name: 'Last', city: 'City' })
    )
    const started = await imports.request('POST', `/api/imports/${id}/start`)
    const jobId = started.body().job.id as number
    await until('some rows are in', async () => (await imports.find(id)).counts.created > 500)
    const cancel = await imports.request('POST', `/api/jobs/${jobId}/cancel`)
    cancel.assertStatus(200)
    const cancelled = await imports.ended(id)
    assert.equal(cancelled.state, 'cancelled')
    assert.isBelow(cancelled.counts.created, 20_000)
    assert.lengthOf(await contacts(imports.person, city), cancelled.counts.created)
    await imports.request('POST', `/api/imports/${id}/start`)
    const ended = await imports.ended(id)
    assert.equal(ended.state, 'done')
    assert.equal(ended.counts.created, 20_000)
    assert.lengthOf(await contacts(imports.person, city), 20_000)
  })

  test('nobody imports without the privilege, and nobody sees the imports of others', async ({
    client,
    assert,
  }) => {
    const imports = await admin(client)
    const { id } = await imports.uploaded('contact', `${HEADER}a,b,1,2\n`)
    const stranger = new ImportClient(client, await signInWith([]))
    const foreign = await stranger.request('GET', `/api/imports/${id}`)
    foreign.assertStatus(404)
    const refused = await stranger.upload('contact', `${HEADER}a,b,1,2\n`)
    refused.assertStatus(403)
    assert.equal(refused.body().error.code, 'E_FORBIDDEN')
    const unknown = await imports.upload('no_such_entity', `${HEADER}a,b,1,2\n`)
    assert.equal(unknown.body().error.code, 'E_UNKNOWN_ENTITY')
  })
})
