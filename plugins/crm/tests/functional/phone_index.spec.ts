import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import { Settings } from '#core/plugin_host/settings'
import { EventBus } from '#core/realtime/event_bus'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import type { Origin } from '#core/security/types'
import { signInWith } from '#tests/support/people'
import { PhoneIndex } from '../../server/phones/phone_index.js'
import { PhoneIndexRebuild } from '../../server/phones/phone_index_rebuild.js'

const ORIGIN: Origin = { address: null, channel: 'command' }
let next = 1_000_000

/** A valid mobile number of nobody else in this run. */
function freshNumber(): { written: string; number: string } {
  next += 1
  const digits = `912${next}`
  return {
    written: `0${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`,
    number: `+98${digits}`,
  }
}

async function services() {
  const actors = await app.container.make(Actors)
  return {
    actor: actors.system(),
    database: await app.container.make(Database),
    records: await app.container.make(Records),
    phones: await app.container.make(PhoneIndex),
  }
}

async function found(number: string): Promise<string[]> {
  const { phones } = await services()
  const matches = await phones.find([number])
  return matches.map((match) => `${match.entity}:${match.recordId}:${match.field}`)
}

test.group('Phone index', () => {
  test('follows creating, changing, deleting and restoring', async ({ assert }) => {
    const { actor, records } = await services()
    const [first, second] = [freshNumber(), freshNumber()]
    const input = { last_name: 'Index', mobile: first.written }
    const { id } = await records.create(actor, ORIGIN, 'contact', input)
    assert.deepEqual(await found(first.number), [`contact:${id}:mobile`])

    await records.update(actor, ORIGIN, 'contact', id, { city: 'Tabriz' })
    assert.deepEqual(await found(first.number), [`contact:${id}:mobile`])

    await records.update(actor, ORIGIN, 'contact', id, { mobile: null, phone: second.written })
    assert.deepEqual(await found(first.number), [])
    assert.deepEqual(await found(second.number), [`contact:${id}:phone`])

    await records.remove(actor, ORIGIN, 'contact', id)
    assert.deepEqual(await found(second.number), [])
    await records.restore(actor, ORIGIN, 'contact', id)
    assert.deepEqual(await found(second.number), [`contact:${id}:phone`])
  })

  test('follows batches and bulk changes', async ({ assert }) => {
    const { actor, database, records } = await services()
    const numbers = [freshNumber(), freshNumber(), freshNumber()]
    const shared = freshNumber()
    const inputs = numbers.map(({ written }) => ({ last_name: 'Batch', mobile: written }))
    const outcomes = await database.transaction((trx) =>
      records.createMany(actor, ORIGIN, 'lead', inputs, { trx })
    )
    const ids = outcomes.map((outcome) => ('id' in outcome ? outcome.id : 0))
    for (const [index, { number }] of numbers.entries()) {
      assert.deepEqual(await found(number), [`lead:${ids[index]}:mobile`])
    }
    const change = { action: 'update' as const, values: { phone: shared.written } }
    await records.bulk(actor, ORIGIN, 'lead', { ids }, change)
    assert.lengthOf(await found(shared.number), 3)
    await records.bulk(actor, ORIGIN, 'lead', { ids }, { action: 'delete' })
    assert.lengthOf(await found(shared.number), 0)
  })

  test('answers many numbers at once, with the titles of the records', async ({ assert }) => {
    const { actor, records, phones } = await services()
    const shared = freshNumber()
    const person = { first_name: 'Sara', last_name: 'Nikoo', mobile: shared.written }
    const contact = await records.create(actor, ORIGIN, 'contact', person)
    const firm = { name: 'Nikoo Trading', phone: shared.written }
    const account = await records.create(actor, ORIGIN, 'account', firm)
    const asked = Array.from({ length: 1500 }, (_, index) => `+4477009${10_000 + index}`)
    const matches = await phones.find([...asked, shared.number])
    assert.sameDeepMembers(matches, [
      {
        number: shared.number,
        entity: 'contact',
        recordId: contact.id,
        field: 'mobile',
        label: 'Sara Nikoo',
      },
      {
        number: shared.number,
        entity: 'account',
        recordId: account.id,
        field: 'phone',
        label: 'Nikoo Trading',
      },
    ])
  })

  test('takes in phone fields made in the browser, and a rebuild finds what was there before', async ({
    assert,
  }) => {
    const { actor, database, records } = await services()
    const metadata = await app.container.make(Metadata)
    const rebuild = await app.container.make(PhoneIndexRebuild)
    await metadata.change(actor, ORIGIN, [
      {
        kind: 'entity',
        name: 'account',
        path: ['fields', 'x_hotline'],
        value: { type: 'phone', label: { en: 'Hotline' } },
      },
    ])
    const hotline = freshNumber()
    const { id } = await records.create(actor, ORIGIN, 'account', {
      name: 'Hotline Ltd',
      x_hotline: hotline.written,
    })
    assert.deepEqual(await found(hotline.number), [`account:${id}:x_hotline`])

    await database.transaction((trx) => trx('crm_phone_index').delete())
    assert.deepEqual(await found(hotline.number), [])
    const numbers = await rebuild.run(async () => undefined)
    assert.deepEqual(await found(hotline.number), [`account:${id}:x_hotline`])
    assert.equal(await rebuild.run(async () => undefined), numbers)
  })

  test('leaves out records that tell of calls, and gives a written-down call its contact', async ({
    assert,
  }) => {
    const { actor, records } = await services()
    const known = freshNumber()
    const { id } = await records.create(actor, ORIGIN, 'contact', {
      last_name: 'Caller',
      mobile: known.written,
    })
    const call = await records.create(actor, ORIGIN, 'phone_call', { number: known.number })
    assert.deepEqual(await found(known.number), [`contact:${id}:mobile`])
    assert.containSubset(call, { contact: { id }, subject: known.number })

    await records.create(actor, ORIGIN, 'contact', { last_name: 'Other', phone: known.written })
    const unclear = await records.create(actor, ORIGIN, 'phone_call', { number: known.number })
    assert.isNull(unclear.contact)
  })

  test('tells of new numbers after the commit, never of what was rolled back', async ({
    assert,
  }) => {
    const { actor, database, records } = await services()
    const bus = await app.container.make(EventBus)
    const told: string[] = []
    const stop = bus.on('crm.phones.indexed', ({ numbers }) => void told.push(...numbers))
    const [kept, undone] = [freshNumber(), freshNumber()]
    await records.create(actor, ORIGIN, 'contact', { last_name: 'Kept', mobile: kept.written })
    await assert.rejects(() =>
      database.transaction(async (trx) => {
        const input = { last_name: 'Undone', mobile: undone.written }
        await records.create(actor, ORIGIN, 'contact', input, { trx })
        throw new Error('undo')
      })
    )
    stop()
    assert.include(told, kept.number)
    assert.notInclude(told, undone.number)
    assert.deepEqual(await found(undone.number), [])
  })
})

test.group('Country of telephone numbers', (group) => {
  group.each.teardown(async () => {
    const { actor } = await services()
    const settings = await app.container.make(Settings)
    await settings.set(actor, ORIGIN, 'crm', 'phone_region', null)
  })

  test('another country has the index made anew by a job', async ({ assert }) => {
    const { actor, database, phones } = await services()
    const settings = await app.container.make(Settings)
    assert.equal(phones.normalise('050 123 45 67'), '0501234567')
    await settings.set(actor, ORIGIN, 'crm', 'phone_region', 'AZ')
    assert.equal(phones.normalise('050 123 45 67'), '+994501234567')
    const waiting: unknown[] = await database.read('jobs').where({ name: 'crm.phones.rebuild' })
    assert.lengthOf(waiting, 1)
  })

  test('what is no country code is refused', async ({ assert }) => {
    const { actor } = await services()
    const settings = await app.container.make(Settings)
    await assert.rejects(
      () => settings.set(actor, ORIGIN, 'crm', 'phone_region', 'Iran'),
      /E_VALIDATION/
    )
  })
})

test.group('Asking for a number', () => {
  test('shows only records that the person may read', async ({ assert, client }) => {
    const { actor, records } = await services()
    const { written, number } = freshNumber()
    const lead = { last_name: 'Hidden', mobile: written }
    await records.create(actor, ORIGIN, 'lead', lead)
    const contact = await records.create(actor, ORIGIN, 'contact', {
      last_name: 'Open',
      mobile: written,
    })
    const agent = await signInWith(['agent'])
    const answer = await client
      .get('/api/crm/phones')
      .qs({ number: written })
      .headers(agent.headers)
    answer.assertStatus(200)
    const body = answer.body() as {
      number: string
      matches: { entity: string; recordId: number }[]
    }
    assert.equal(body.number, number)
    assert.deepEqual(
      body.matches.map((match) => `${match.entity}:${match.recordId}`),
      [`contact:${contact.id}`]
    )
  })

  test('needs a session', async ({ client }) => {
    const answer = await client.get('/api/crm/phones').qs({ number: '09121234567' })
    answer.assertStatus(401)
  })
})
