import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { FieldMapping, FieldSource, ImportMapping, Transform } from '#core/import_export/types'
import { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import { ImportClient, mapped, withWorkers } from '#tests/functional/imports/import_harness'
import { signInWith, type SignedIn } from '#tests/support/people'

const FOLDER = join(process.env.PEYVAND_SHARED ?? '../shared', 'data/retail-banking')
const file = (name: string) => readFileSync(join(FOLDER, name))

/** `4587` of the complaints is `C00004587` of the clients. */
const CLIENT_ID: Transform[] = [
  { kind: 'pad', length: 8, with: '0' },
  { kind: 'prefix', text: 'C' },
]
const from = (field: string, ...sources: FieldSource[]): FieldMapping => ({ field, sources })

const CLIENTS: ImportMapping = {
  fields: [
    ...mapped({
      external_id: 'client_id',
      last_name: 'last',
      phone: 'phone',
      email: 'email',
      city: 'city',
      region: 'state',
      postal_code: 'zipcode',
      birth_date: 'fulldate',
      gender: 'sex',
      national_id: 'social',
    }).fields,
    from('first_name', { columns: ['first', 'middle'] }),
    from('address', { columns: ['address_1', 'address_2'], separator: ', ' }),
  ],
}

const RESPONSES = {
  'In progress': 'in_progress',
  'Closed with explanation': 'explanation',
  'Closed with monetary relief': 'monetary_relief',
  'Closed with non-monetary relief': 'non_monetary_relief',
  'Closed with relief': 'relief',
  'Closed without relief': 'no_relief',
  'Closed': 'closed',
  'Untimely response': 'untimely',
}
const COMPLAINTS: ImportMapping = {
  fields: [
    ...mapped({
      external_id: 'complaint_id',
      title: 'issue',
      topic: 'sub_product',
      channel: 'submitted_via',
      timely_response: 'timely_response',
    }).fields,
    from('type', { constant: 'complaint' }),
    from('category', {
      columns: ['product'],
      choices: { 'Bank account or service': 'account', 'Credit card': 'credit_card' },
    }),
    from('company_response', { columns: ['company_response_to_consumer'], choices: RESPONSES }),
    from('opened_at', { columns: ['date_received'], dateFormat: 'dd-mm-yyyy' }),
    from('responded_at', { columns: ['date_sent_to_company'], dateFormat: 'dd-mm-yyyy' }),
    from('customer', {
      columns: ['client_id'],
      transforms: CLIENT_ID,
      lookup: { by: 'external_id' },
    }),
  ],
}

const CALLS: ImportMapping = {
  fields: [
    ...mapped({
      number: 'phonefinal',
      duration: 'ser_time',
      agent_name: 'server',
      line: 'vru_line',
      queue: 'type',
      external_id: 'call_id',
    }).fields,
    from('started_at', {
      columns: ['Date_received', 'ser_start'],
      dateFormat: 'yyyy-mm-dd hh:mm:ss',
    }),
    from('outcome', {
      columns: ['outcome'],
      choices: { AGENT: 'answered', HANG: 'abandoned', PHANTOM: 'phantom' },
    }),
    {
      field: 'contact',
      missing: 'empty',
      sources: [
        { columns: ['rand_client'], lookup: { by: 'external_id' } },
        { columns: ['phonefinal'], lookup: { by: 'phone' } },
      ],
    },
    from('case', { columns: ['Complaint_ID'], lookup: { by: 'external_id' } }),
  ],
}

test.group('the retail bank', (group) => {
  group.setup(withWorkers)

  async function count(person: SignedIn, entity: string, ...filter: Filter[]): Promise<number> {
    const records = await app.container.make(Records)
    return records.count(
      person.actor,
      filter.length > 0 ? { entity, filter: { and: filter } } : { entity }
    )
  }

  test('all customers become contacts, all complaints cases, all call-log rows calls, linked as the files say', async ({
    client,
    assert,
  }) => {
    const person = await signInWith(['administrator'])
    const imports = new ImportClient(client, person)
    const records = await app.container.make(Records)
    const had = {
      contact: await count(person, 'contact'),
      case: await count(person, 'case'),
      phone_call: await count(person, 'phone_call'),
    }
    const minutes = 240_000
    const clients = await imports.imported(
      'contact',
      file('clients.csv'),
      CLIENTS,
      { mode: 'create' },
      minutes
    )
    assert.deepInclude(clients.counts, { rows: 5_369, created: 5_369, failed: 0 })
    const complaints = await imports.imported(
      'case',
      file('complaints.csv'),
      COMPLAINTS,
      { mode: 'create' },
      minutes
    )
    assert.deepInclude(complaints.counts, { rows: 23_419, created: 23_419, failed: 0 })
    const calls = await imports.imported(
      'phone_call',
      file('call_center_logs.csv'),
      CALLS,
      { mode: 'create' },
      minutes
    )
    assert.deepInclude(calls.counts, { rows: 3_999, created: 3_999, failed: 0 })

    assert.equal(await count(person, 'contact'), had.contact + 5_369)
    assert.equal(await count(person, 'case'), had.case + 23_419)
    assert.equal(await count(person, 'phone_call'), had.phone_call + 3_999)

    const set = (path: string): Filter => ({ path, op: 'is_not_empty' })
    const is = (path: string, value: string): Filter => ({ path, op: 'eq', value })
    const key = (prefix: string): Filter => ({
      path: 'external_id',
      op: 'starts_with',
      value: prefix,
    })
    assert.equal(await count(person, 'case', key('CR'), set('customer')), 23_419)
    assert.equal(await count(person, 'case', key('CR'), is('category', 'account')), 14_091)
    assert.equal(await count(person, 'case', key('CR'), is('category', 'credit_card')), 9_328)
    assert.equal(
      await count(person, 'case', key('CR'), { path: 'timely_response', op: 'eq', value: true }),
      23_048
    )
    assert.equal(await count(person, 'case', key('CR'), is('channel', 'phone')), 2_504)
    const days = await records.query(person.actor, {
      entity: 'case',
      select: ['opened_at', 'customer.external_id', 'customer.last_name'],
      filter: is('external_id', 'CR2406263'),
    })
    assert.deepInclude(days.rows[0], {
      'opened_at': '2017-03-27T00:00:00.000Z',
      'customer.external_id': 'C00004587',
    })

    /** Those of this file: earlier calls have no line, agent or number in its form. */
    const all: Record<string, unknown>[] = []
    for await (const rows of records.stream(person.actor, {
      entity: 'phone_call',
      select: [
        'number',
        'outcome',
        'duration',
        'contact',
        'contact.phone',
        'contact.external_id',
        'case',
        'case.channel',
        'case.customer',
        'case.external_id',
      ],
      sort: [{ path: 'id' }],
    })) {
      all.push(...rows)
    }
    const imported = all.slice(had.phone_call)
    const reference = (value: unknown) => (value as { id: number } | null)?.id ?? null
    const linked = imported.filter((row) => reference(row.contact) !== null)
    assert.lengthOf(linked, 3_640 + 301)
    assert.lengthOf(
      linked.filter((row) => row.number === row['contact.phone']),
      3_640
    )
    const onComplaint = imported.filter((row) => reference(row.case) !== null)
    assert.lengthOf(onComplaint, 2_504)
    assert.isTrue(onComplaint.every((row) => row['case.channel'] === 'phone'))
    assert.isTrue(
      onComplaint.every((row) => reference(row['case.customer']) === reference(row.contact))
    )
    assert.lengthOf(
      linked.filter((row) => reference(row.case) === null),
      1_437
    )
    const outcomes = new Map<unknown, number>()
    for (const { outcome } of imported) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    assert.deepEqual(Object.fromEntries(outcomes), {
      answered: 2_580,
      abandoned: 416,
      phantom: 19,
      null: 984,
    })
    const answered = imported.filter(({ outcome }) => outcome === 'answered')
    const mean = answered.reduce((sum, { duration }) => sum + Number(duration), 0) / answered.length
    assert.closeTo(mean, 696.4, 0.05)
  }).timeout(600_000)
})
