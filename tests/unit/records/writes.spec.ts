import { test } from '@japa/runner'
import type { CodedError } from '#core/errors/coded_error'
import type { Json } from '#core/metadata/types'
import type { RecordInput } from '#core/records/types'
import { openBank, type Bank } from '#tests/unit/records/support/bank'
import { origin, person, roleOf, systemActor } from '#tests/unit/records/support/actors'

async function refusal(work: Promise<unknown>): Promise<CodedError> {
  return work.then(
    () => {
      throw new Error('was not refused')
    },
    (error: unknown) => error as CodedError
  )
}

test.group('writing records', (group) => {
  let bank: Bank
  group.each.setup(async () => {
    bank = await openBank()
    return () => bank.close()
  })
  const create = (entity: string, input: Record<string, Json>, actor = systemActor) =>
    bank.records.create(actor, origin, entity, input)
  const agent = (fields = {}) =>
    person(
      bank.metadata,
      roleOf(
        'agent',
        {
          '*': { read: 'all' },
          'person': { read: 'unit', create: 'own', update: 'own', delete: 'own' },
          'ticket': { read: 'unit', create: 'unit', update: 'own' },
          'call': { read: 'all', update: 'all', create: 'all', delete: 'all' },
        },
        fields
      )
    )

  test('all mistakes of an input are named at once, each by its field', async ({ assert }) => {
    const error = await refusal(
      create('person', { name: null, salary: 'much', email: 'x', city: 99, birth: '2026-02-30' })
    )
    assert.equal(error.code, 'E_VALIDATION')
    assert.sameMembers(
      error.details.map(({ path }) => path),
      ['salary', 'email', 'birth']
    )
    const later = await refusal(create('person', { email: 'a@example.com' }))
    assert.deepEqual(later.details, [{ path: 'name', code: 'E_REQUIRED' }])
  })

  test('unknown, forbidden and read-only fields are refused', async ({ assert }) => {
    const actor = agent({ person: { salary: 'read' } })
    const codes = async (input: Record<string, Json>) =>
      (await refusal(create('person', { name: 'A', ...input }, actor))).code
    assert.equal(await codes({ nothing: 1 }), 'E_UNKNOWN_FIELD')
    assert.equal(await codes({ salary: 5 }), 'E_FIELD_FORBIDDEN')
    assert.equal(await codes({ created_at: '2020-01-01T00:00:00.000Z' }), 'E_VALIDATION')
    assert.equal(await codes({ id: 7 }), 'E_VALIDATION')
  })

  test('a new record has its defaults, owner, unit, number and version', async ({ assert }) => {
    const record = await create('ticket', { title: 'Card' }, agent())
    assert.deepInclude(record, { status: 'new', version: 1, code: 'T26-0001' })
    assert.deepEqual(record.owner_id, { id: 1, label: null })
    assert.equal(record.created_at, '2026-11-22T08:00:00.000Z')
    assert.equal((await create('ticket', { title: 'Next' })).code, 'T26-0002')
  })

  test('a look-up must point to a record that the writer may read', async ({ assert }) => {
    const mine = await create('person', { name: 'Mine', owner_id: 1, unit_id: 1 })
    const other = await create('person', { name: 'Other', owner_id: 9, unit_id: 9 })
    const record = await create('ticket', { title: 'A', customer: mine.id }, agent())
    assert.deepEqual(record.customer, { id: mine.id, label: 'Mine' })
    for (const customer of [other.id, 999]) {
      const error = await refusal(create('ticket', { title: 'B', customer }, agent()))
      assert.deepInclude(error.details[0], { path: 'customer', code: 'E_NO_SUCH_RECORD' })
    }
  })

  test('who saved last does not overwrite unseen: a stale version is refused', async ({
    assert,
  }) => {
    const { id } = await create('ticket', { title: 'A' })
    const change = (title: string, version: number) =>
      bank.records.update(systemActor, origin, 'ticket', id, { title }, { version })
    assert.equal((await change('B', 1)).version, 2)
    const error = await refusal(change('C', 1))
    assert.equal(error.code, 'E_STALE_VERSION')
    assert.equal(error.params.current, 2)
    assert.equal((await bank.records.get(systemActor, 'ticket', id)).title, 'B')
  })

  test('a change that changes nothing writes nothing', async ({ assert }) => {
    const { id } = await create('ticket', { title: 'A' })
    const audited = bank.audited.length
    const same = await bank.records.update(systemActor, origin, 'ticket', id, { title: 'A' })
    assert.equal(same.version, 1)
    assert.equal(bank.audited.length, audited)
  })

  test('a unique value that another record has is named by its field', async ({ assert }) => {
    const { id } = await create('person', { name: 'A', email: 'a@example.com' })
    const double = await refusal(create('person', { name: 'B', email: 'A@example.com' }))
    assert.deepEqual(double.details, [{ path: 'email', code: 'E_NOT_UNIQUE' }])
    await bank.records.remove(systemActor, origin, 'person', id)
    await create('person', { name: 'B', email: 'a@example.com' })
    const back = await refusal(bank.records.restore(systemActor, origin, 'person', id))
    assert.deepEqual(back.details, [{ path: 'email', code: 'E_NOT_UNIQUE' }])
  })

  test('out of scope is not found, in scope of reading alone is forbidden', async ({ assert }) => {
    const hidden = await create('ticket', { title: 'H', owner_id: 8, unit_id: 8 })
    const seen = await create('ticket', { title: 'S', owner_id: 8, unit_id: 1 })
    const update = (id: number) =>
      refusal(bank.records.update(agent(), origin, 'ticket', id, { title: 'X' }))
    assert.equal((await update(hidden.id)).code, 'E_NOT_FOUND')
    assert.equal((await update(seen.id)).code, 'E_FORBIDDEN')
    const gone = await refusal(bank.records.remove(agent(), origin, 'ticket', seen.id))
    assert.equal(gone.code, 'E_FORBIDDEN')
  })

  test('nobody gives records away without the privilege to assign', async ({ assert }) => {
    const error = await refusal(create('person', { name: 'A', owner_id: 2 }, agent()))
    assert.equal(error.code, 'E_FORBIDDEN')
    assert.equal(await bank.records.count(systemActor, { entity: 'person' }), 0)
  })

  test('records kept by the system are changed in their editable fields only', async ({
    assert,
  }) => {
    const { id } = await create('call', { number: '123' })
    assert.equal((await refusal(create('call', { number: '1' }, agent()))).code, 'E_SYSTEM_MANAGED')
    const update = (input: Record<string, Json>) =>
      bank.records.update(agent(), origin, 'call', id, input)
    assert.equal((await update({ remark: 'asked again' })).remark, 'asked again')
    const error = await refusal(update({ number: '9' }))
    assert.deepInclude(error.details[0], { path: 'number', code: 'E_READ_ONLY' })
    const gone = await refusal(bank.records.remove(agent(), origin, 'call', id))
    assert.equal(gone.code, 'E_SYSTEM_MANAGED')
  })

  test('deletion is refused by links that restrict and empties those that may be emptied', async ({
    assert,
  }) => {
    const { id } = await create('person', { name: 'A' })
    const ticket = await create('ticket', { title: 'T', customer: id, watcher: id })
    const used = await refusal(bank.records.remove(systemActor, origin, 'person', id))
    assert.equal(used.code, 'E_RECORD_IN_USE')
    assert.deepEqual(used.params, { entity: 'ticket', field: 'customer' })
    await bank.records.update(systemActor, origin, 'ticket', ticket.id, { customer: null })
    await bank.records.remove(systemActor, origin, 'person', id)
    const after = await bank.records.get(systemActor, 'ticket', ticket.id)
    assert.isNull(after.watcher)
    assert.equal(after.version, 3)
    const change = bank.audited.find(({ changes }) => changes?.watcher)
    assert.deepEqual(change?.changes?.watcher, { from: id, to: null })
  })

  test('the history tells who changed what, within what the reader may see', async ({ assert }) => {
    const { id } = await create('person', { name: 'A', unit_id: 1, national_id: '0012345678' })
    const change = { name: 'B', salary: 10, national_id: '0099999999' }
    await bank.records.update(systemActor, origin, 'person', id, change)
    const reader = agent({ person: { salary: 'none', national_id: 'masked' } })
    const [update, creation] = await bank.records.history(reader, 'person', id)
    assert.equal(creation?.action, 'created')
    assert.sameDeepMembers(update?.changes ?? [], [
      { field: 'name', from: 'A', to: 'B' },
      { field: 'national_id', from: '•••5678', to: '•••9999' },
    ])
    const hidden = person(bank.metadata, roleOf('x', { person: { read: 'own' } }))
    assert.equal((await refusal(bank.records.history(hidden, 'person', id))).code, 'E_NOT_FOUND')
  })

  test('what a hook throws undoes the whole write, and what it sets is written', async ({
    assert,
  }) => {
    bank.records.addHooks([
      {
        entity: 'person',
        async beforeSave(event) {
          event.after.nickname = `${String(event.after.name)}!`
        },
        async afterSave({ after }) {
          if (after.name === 'bad') throw new RangeError('no')
        },
      },
    ])
    assert.equal((await create('person', { name: 'Ann' })).nickname, 'Ann!')
    const events = bank.events.length
    assert.instanceOf(await refusal(create('person', { name: 'bad' })), RangeError)
    assert.equal(await bank.records.count(systemActor, { entity: 'person' }), 1)
    assert.equal(bank.events.length, events)
  })

  test('events are told after the commit of the outermost transaction', async ({ assert }) => {
    await bank.knex.transaction(async (trx) => {
      await bank.records.create(systemActor, origin, 'city', { name: 'A' }, { trx })
      assert.lengthOf(bank.events, 0)
    })
    assert.deepEqual(bank.events, [{ name: 'record.created', payload: { entity: 'city', id: 1 } }])
  })

  test('a batch writes its good rows and names the faults of the others', async ({ assert }) => {
    await create('person', { name: 'There', email: 'there@example.com' })
    const inputs: RecordInput[] = [
      { name: 'A', email: 'a@example.com' },
      { name: 'B', email: 'there@example.com' },
      { name: 'C', email: 'A@EXAMPLE.com' },
      { name: 'D', salary: 'x' },
      { email: 'e@example.com' },
      { name: 'F', city: 4 },
      { name: 'G' },
    ]
    const outcomes = await bank.knex.transaction((trx) =>
      bank.records.createMany(systemActor, origin, 'person', inputs, { trx, source: 'import 7' })
    )
    const codes = outcomes.map((outcome) => ('id' in outcome ? 'ok' : outcome.issues[0]?.code))
    assert.deepEqual(codes, [
      'ok',
      'E_NOT_UNIQUE',
      'E_NOT_UNIQUE',
      'E_INVALID_NUMBER',
      'E_REQUIRED',
      'E_NO_SUCH_RECORD',
      'ok',
    ])
    const entry = bank.audited.at(-1)
    assert.equal(entry?.action, 'records.created')
    assert.deepEqual(entry?.details, { ids: [2, 3], source: 'import 7' })
  })

  test('bulk changes what it may and names what refuses', async ({ assert }) => {
    for (const title of ['A', 'B', 'C']) await create('ticket', { title, unit_id: 1, owner_id: 1 })
    await create('ticket', { title: 'D', unit_id: 1, owner_id: 5 })
    const result = await bank.records.bulk(
      agent(),
      origin,
      'ticket',
      { filter: { path: 'status', op: 'eq', value: 'new' } },
      { action: 'update', values: { status: 'open' } }
    )
    assert.deepEqual(result, { changed: 3, failed: [{ id: 4, code: 'E_FORBIDDEN' }] })
    const missing = await bank.records.bulk(
      systemActor,
      origin,
      'ticket',
      { ids: [1, 77] },
      { action: 'delete' }
    )
    assert.deepEqual(missing, { changed: 1, failed: [{ id: 77, code: 'E_NOT_FOUND' }] })
    const restored = await bank.records.bulk(
      systemActor,
      origin,
      'ticket',
      { filter: { and: [] } },
      { action: 'restore' }
    )
    assert.deepEqual(restored, { changed: 1, failed: [] })
  })

  test('sixteen writers at once lose nothing and number without gaps or doubles', async ({
    assert,
  }) => {
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let turn = 0; turn < 20; turn++) {
        const { id } = await create('ticket', { title: `${writer}.${turn}` })
        await bank.records.update(systemActor, origin, 'ticket', id, { status: 'open' })
      }
    })
    await Promise.all(writers)
    const page = await bank.records.query(systemActor, { entity: 'ticket', limit: 500 })
    const codes = page.rows.map(({ code }) => String(code)).sort()
    assert.lengthOf(codes, 320)
    assert.equal(codes[0], 'T26-0001')
    assert.equal(codes.at(-1), 'T26-0320')
    assert.equal(new Set(codes).size, 320)
    assert.isTrue(page.rows.every(({ status, version }) => status === 'open' && version === 2))
  })
})
