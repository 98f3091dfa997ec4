import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Duplicates } from '#core/duplicates/duplicates'
import { DuplicateIndex } from '#core/duplicates/duplicate_index'
import { ruleNumber } from '#core/duplicates/key_table'
import { DuplicateScan } from '#core/duplicates/duplicate_scan'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { signInWith } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const ORIGIN = { address: null, channel: 'command' }
const PARTY = 'x_twin'
const RULE = 'x_twin_rule'
const label = (en: string) => ({ en })

const rule = (more: Record<string, Json> = {}): Json => ({
  name: RULE,
  entity: PARTY,
  label: label('Same'),
  parts: {
    name: { fields: ['name'], how: 'names', weight: 0.5 },
    phone: { fields: ['phone'], how: 'phone', weight: 0.8 },
    secret: { fields: ['secret'], how: 'exact', weight: 0.9 },
  },
  warn: 0.45,
  ...more,
})

async function setUp() {
  const metadata = await app.container.make(Metadata)
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  const change = (...changes: ClientChange[]) => metadata.change(system, ORIGIN, changes)
  const party: Json = {
    name: PARTY,
    label: label('Twin'),
    labelPlural: label('Twins'),
    titleField: 'name',
    fields: {
      name: { type: 'text', label: label('Name') },
      phone: { type: 'phone', label: label('Phone') },
      secret: { type: 'text', label: label('Secret'), sensitive: true },
      closed: { type: 'boolean', label: label('Closed') },
    },
  }
  const role = (name: string, line: Json, fields: Json): ClientChange => ({
    kind: 'role',
    name,
    path: [],
    value: { name, label: label(name), entities: { [PARTY]: line }, fields, permissions: [] },
  })
  const all = { read: 'all', create: 'all', update: 'all', delete: 'all' }
  const own = { read: 'own', create: 'own', update: 'own', delete: 'own' }
  await change(
    { kind: 'entity', name: PARTY, path: [], value: party },
    { kind: 'duplicate_rule', name: RULE, path: [], value: rule() },
    role('x_twin_all', all, { [PARTY]: { secret: 'write' } }),
    role('x_twin_blind', all, { [PARTY]: { secret: 'none' } }),
    role('x_twin_own', own, { [PARTY]: { secret: 'write' } })
  )
  await workOffJobs('core.duplicates.')
  const make = async (values: Record<string, Json>) =>
    (await records.create(system, ORIGIN, PARTY, values)).id
  const scan = async () =>
    (await app.container.make(DuplicateScan)).run(PARTY, async () => undefined)
  return { records, system, change, make, scan }
}

test.group('Duplicate rules', () => {
  test('a search of all finds groups; who may not read a field is not told by it', async ({
    assert,
    client,
  }) => {
    const { make, scan } = await setUp()
    const a = await make({ name: 'علی کریمی', phone: '09121110001', secret: 's1' })
    const b = await make({ name: 'علي كريمي', phone: '+989121110001' })
    const c = await make({ name: 'Third One', secret: 's1' })
    await make({ name: 'Somebody Else', phone: '09121110009' })
    const result = await scan()
    assert.equal(result.pairs, 2)

    const { headers } = await signInWith(['x_twin_all'])
    const seen = await client.get(`/api/duplicates/of/${PARTY}`).headers(headers)
    seen.assertStatus(200)
    const [group] = seen.body().groups
    assert.deepEqual(
      group.records.map(({ id }: { id: number }) => id),
      [a, b, c]
    )
    assert.deepEqual(
      group.pairs.map((pair: { reasons: { part: string }[] }) =>
        pair.reasons.map(({ part }) => part)
      ),
      [['phone', 'name'], ['secret']]
    )

    const blind = await signInWith(['x_twin_blind'])
    const less = await client.get(`/api/duplicates/of/${PARTY}`).headers(blind.headers)
    assert.lengthOf(less.body().groups[0].records, 2)
    assert.notInclude(JSON.stringify(less.body()), 'secret')

    const stranger = await signInWith(['x_twin_own'])
    const nothing = await client.get(`/api/duplicates/of/${PARTY}`).headers(stranger.headers)
    assert.deepEqual(nothing.body().groups, [])
    const denied = await client
      .post(`/api/duplicates/of/${PARTY}/decide`)
      .json({ ids: [a, b], different: true })
      .headers(stranger.headers)
    denied.assertStatus(404)
  })

  test('what somebody calls different stays away, until it is taken back', async ({
    assert,
    client,
  }) => {
    const { make, scan } = await setUp()
    const ids = [
      await make({ name: 'Vahid Different', phone: '09121110011' }),
      await make({ name: 'Vahid Different', phone: '09121110012' }),
    ]
    await scan()
    const { headers } = await signInWith(['x_twin_all'])
    const shown = async () => {
      const answer = await client.get(`/api/duplicates/of/${PARTY}`).headers(headers)
      return JSON.stringify(answer.body()).includes('Vahid Different')
    }
    const decide = (different: boolean) =>
      client.post(`/api/duplicates/of/${PARTY}/decide`).json({ ids, different }).headers(headers)
    assert.isTrue(await shown())
    ;(await decide(true)).assertStatus(200)
    assert.isFalse(await shown())
    await scan()
    assert.isFalse(await shown())
    ;(await decide(false)).assertStatus(200)
    assert.isTrue(await shown())
  })

  test('a search is a job with progress, started once at a time', async ({ assert, client }) => {
    const { make } = await setUp()
    await make({ name: 'Job Oneman', phone: '09121110021' })
    await make({ name: 'Job Oneman', phone: '09121110021' })
    const { headers } = await signInWith(['x_twin_all'])
    const start = () => client.post(`/api/duplicates/of/${PARTY}/scan`).headers(headers)
    const first = await start()
    first.assertStatus(200)
    assert.equal((await start()).body().job, first.body().job)
    await workOffJobs('core.duplicates.')
    const job = await client.get(`/api/jobs/${first.body().job}`).headers(headers)
    assert.equal(job.body().job.state, 'done')
    assert.isAtLeast(job.body().job.result.pairs, 1)
    const { subjects } = (await client.get('/api/duplicates').headers(headers)).body()
    const mine = subjects.find(({ entity }: { entity: string }) => entity === PARTY)
    assert.isNotNull(mine.finishedAt)
  })

  test('above its threshold a rule refuses the record, below it does not', async ({
    assert,
    client,
  }) => {
    const { make, change, system, records } = await setUp()
    await change({ kind: 'duplicate_rule', name: RULE, path: ['block'], value: 0.85 })
    await workOffJobs('core.duplicates.')
    const id = await make({ name: 'Block Mee', phone: '09121110031' })
    const { headers } = await signInWith(['x_twin_all'])
    const create = (values: object) =>
      client.post(`/api/records/${PARTY}`).json({ values }).headers(headers)
    const refused = await create({ name: 'Block Mee', phone: '09121110031' })
    refused.assertStatus(409)
    assert.equal(refused.body().error.code, 'E_DUPLICATE_RECORD')
    assert.include(refused.body().error.message, 'Block Mee')
    ;(await create({ name: 'Block Mee' })).assertStatus(201)
    /** Whoever may not read the other is not told of it. */
    const stranger = await signInWith(['x_twin_own'])
    const made = await client
      .post(`/api/records/${PARTY}`)
      .json({ values: { name: 'Block Mee', phone: '09121110031' } })
      .headers(stranger.headers)
    made.assertStatus(201)
    await records.remove(system, ORIGIN, PARTY, id)
    await change({ kind: 'duplicate_rule', name: RULE, path: ['block'], value: null })
  })

  test('a condition and a scope keep records apart', async ({ assert }) => {
    const { make, change } = await setUp()
    const duplicates = await app.container.make(Duplicates)
    const { actor } = await signInWith(['x_twin_all'])
    const values = { name: 'Closed Person', phone: '09121110041' }
    await make({ ...values, closed: true })
    const find = () => duplicates.find(actor, PARTY, { ...values, closed: false })
    assert.lengthOf(await find(), 1)
    const condition = 'closed != true'
    await change({ kind: 'duplicate_rule', name: RULE, path: ['condition'], value: condition })
    assert.deepEqual(await find(), [])
    await change({ kind: 'duplicate_rule', name: RULE, path: ['condition'], value: null })
    await change({ kind: 'duplicate_rule', name: RULE, path: ['scope'], value: 'owner' })
    assert.deepEqual(await find(), [])
    await change({ kind: 'duplicate_rule', name: RULE, path: ['scope'], value: null })
  })

  test('keys follow the records and hold no values; a changed rule has them made anew', async ({
    assert,
  }) => {
    const { make, change, records, system } = await setUp()
    const database = await app.container.make(Database)
    const index = await app.container.make(DuplicateIndex)
    const id = await make({ name: 'Key Holder', phone: '09121110051' })
    const keys = () =>
      database.read('duplicate_keys').where({ rule: ruleNumber(RULE), record_id: id })
    assert.isAbove((await keys()).length, 1)
    assert.notInclude(JSON.stringify(await keys()), '121110051')
    await records.remove(system, ORIGIN, PARTY, id)
    assert.lengthOf(await keys(), 0)
    await records.restore(system, ORIGIN, PARTY, id)
    const before = (await keys()).length
    await change({
      kind: 'duplicate_rule',
      name: RULE,
      path: ['parts', 'name', 'removed'],
      value: true,
    })
    await workOffJobs('core.duplicates.')
    assert.deepEqual(await index.prepare(), [])
    assert.isBelow((await keys()).length, before)
  })

  test('records that come by the hundred are found after the job that came with them', async ({
    assert,
  }) => {
    const { records, system } = await setUp()
    const database = await app.container.make(Database)
    const duplicates = await app.container.make(Duplicates)
    const { actor } = await signInWith(['x_twin_all'])
    const inputs = Array.from({ length: 250 }, (_, at) => ({
      name: `Flood Person ${at}`,
      phone: `0912222${String(at).padStart(4, '0')}`,
    }))
    const made = await database.transaction((trx) =>
      records.createMany(system, ORIGIN, PARTY, inputs, { trx })
    )
    const ids = made.map((result) => ('id' in result ? result.id : 0))
    await workOffJobs('core.duplicates.')
    assert.lengthOf(await database.read('pending_ranges').where('deriver', 'duplicates'), 0)
    for (const at of [0, 137, 249]) {
      const found = await duplicates.find(actor, PARTY, inputs[at] ?? {})
      assert.include(
        found.map(({ id }) => id),
        ids[at] ?? 0
      )
    }
  })

  test('a rule that cannot be is refused with every fault', async ({ assert, client }) => {
    await setUp()
    const { headers } = await signInWith(['administrator'])
    const value = rule({
      warn: 2,
      condition: 'nothing = 1',
      parts: {
        name: { fields: ['closed'], how: 'names', weight: 0 },
        gone: { fields: ['nowhere'], how: 'exact', weight: 0.5 },
      },
    })
    const answer = await client
      .post('/api/metadata/changes')
      .json({ changes: [{ kind: 'duplicate_rule', name: RULE, path: [], value }] })
      .headers(headers)
    answer.assertStatus(422)
    const codes = answer.body().error.details.map(({ code }: { code: string }) => code)
    assert.includeMembers(codes, ['E_SHARE', 'E_UNKNOWN_FIELD', 'E_MATCH_FIELD'])
  })
})
