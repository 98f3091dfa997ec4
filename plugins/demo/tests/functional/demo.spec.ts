import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { signInWith } from '#tests/support/people'
import { DemoLoader } from '../../server/demo_loader.js'

/** A Tuesday, 16:30 in Tehran. */
const NOW = new Date('2026-11-24T13:00:00.000Z')
const SIZES = { contacts: 300, accounts: 20, leads: 20, cases: 300, tasks: 30, notes: 60 }
const REQUEST = { now: NOW, sizes: SIZES, days: 3 }
const ENTITIES = ['user', 'contact', 'account', 'lead', 'case', 'task', 'note', 'call', 'recording']

async function counts(): Promise<Record<string, number>> {
  const records = await app.container.make(Records)
  const actor = (await app.container.make(Actors)).system()
  const entries = ENTITIES.map(
    async (entity) => [entity, await records.count(actor, { entity })] as const
  )
  return Object.fromEntries(await Promise.all(entries))
}

test.group('Loading the demo bank', (group) => {
  let before: Record<string, number> = {}
  group.setup(async () => {
    before = await counts()
    const loader = await app.container.make(DemoLoader)
    await loader.load(REQUEST)
  })

  test('brings people, customers, cases and calls', async ({ assert }) => {
    const now = await counts()
    const added = (entity: string) => (now[entity] ?? 0) - (before[entity] ?? 0)
    assert.equal(added('user'), 24)
    for (const [entity, count] of [
      ['contact', SIZES.contacts],
      ['account', SIZES.accounts],
      ['lead', SIZES.leads],
      ['case', SIZES.cases],
      ['task', SIZES.tasks],
      ['note', SIZES.notes],
    ] as const) {
      assert.equal(added(entity), count, entity)
    }
    assert.isAbove(added('call'), 300)
    assert.isAbove(added('recording'), 200)
  })

  test('changes nothing when it is run again', async ({ assert }) => {
    const loader = await app.container.make(DemoLoader)
    const now = await counts()
    assert.isFalse(await loader.load({ ...REQUEST, now: new Date('2026-12-24T13:00:00.000Z') }))
    assert.deepEqual(await counts(), now)
  })

  test('goes on where it was cut short, adding nothing twice', async ({ assert }) => {
    const loader = await app.container.make(DemoLoader)
    const database = await app.container.make(Database)
    const now = await counts()
    await database.transaction((trx) => trx('demo_state').where({ name: 'traffic' }).delete())
    assert.isTrue(await loader.load({ ...REQUEST, now: new Date('2026-12-24T13:00:00.000Z') }))
    assert.deepEqual(await counts(), now)
  })

  test('calls are linked to customers, and a customer’s call can be played', async ({
    assert,
    client,
  }) => {
    const administrator = await signInWith(['administrator'])
    const records = await app.container.make(Records)
    const { rows } = await records.query(administrator.actor, {
      entity: 'call',
      select: ['contact', 'direction', 'outcome', 'talk_seconds'],
      filter: {
        and: [
          { path: 'contact', op: 'is_not_empty' },
          { path: 'outcome', op: 'eq', value: 'answered' },
          { path: 'direction', op: 'eq', value: 'inbound' },
        ],
      },
      limit: 1,
    })
    const call = rows[0]
    assert.isDefined(call)
    const contact = call?.contact as { id: number }
    const timeline = await records.timeline(administrator.actor, 'contact', contact.id, {})
    assert.isTrue(timeline.items.some((item) => item.kind === 'call' && item.id === call?.id))

    const listed = await client
      .get(`/api/telephony/calls/${call?.id}/recordings`)
      .headers(administrator.headers)
    listed.assertStatus(200)
    const recordings = (listed.body() as { recordings: { id: number }[] }).recordings
    const sound = await client
      .get(`/api/telephony/recordings/${recordings[0]?.id}`)
      .headers({ ...administrator.headers, range: 'bytes=0-43' })
    sound.assertStatus(206)
    assert.equal(sound.header('content-type'), 'audio/wav')
    const total = Number(sound.header('content-range')?.split('/')[1])
    assert.equal(total, 44 + 16_000 * Number(call?.talk_seconds))
  })

  test('supervisors see the calls of their desk, agents their own', async ({ assert }) => {
    const actors = await app.container.make(Actors)
    const records = await app.container.make(Records)
    const seen = async (login: string) => {
      const found = await records.query(actors.system(), {
        entity: 'user',
        select: ['id'],
        filter: { path: 'login', op: 'eq', value: login },
      })
      const actor = await actors.load(found.rows[0]?.id ?? 0)
      return records.count(actor, { entity: 'call' })
    }
    const all = (await counts()).call ?? 0
    const [agent, desk, centre] = [
      await seen('sara.ahmadi'),
      await seen('maryam.tehrani'),
      await seen('farhad.shirazi'),
    ]
    assert.isAbove(agent, 0)
    assert.isAbove(desk, agent)
    assert.isAbove(centre, desk)
    assert.isAtMost(centre, all)
  })
})
