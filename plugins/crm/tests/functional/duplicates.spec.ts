import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Duplicates } from '#core/duplicates/duplicates'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import type { Origin } from '#core/security/types'
import { signInWith } from '#tests/support/people'

const ORIGIN: Origin = { address: null, channel: 'command' }
const SUPERVISOR = ['supervisor']

async function setUp() {
  const actors = await app.container.make(Actors)
  const records = await app.container.make(Records)
  const system = actors.system()
  const duplicates = await app.container.make(Duplicates)
  const contact = (values: Record<string, string | null>) =>
    records.create(system, ORIGIN, 'contact', values)
  return { records, system, duplicates, contact }
}

test.group('Duplicates', () => {
  test('are found by telephone, e-mail, national id and similar name', async ({ assert }) => {
    const { duplicates, contact } = await setUp()
    const { actor } = await signInWith(SUPERVISOR)
    const phone = await contact({ last_name: 'Zarrinpour', mobile: '0913 555 1001' })
    const mail = await contact({ last_name: 'Pakdel', email: 'pakdel@dup.example' })
    const nation = await contact({ last_name: 'Sohrabi', national_id: '0499370899' })
    const name = await contact({ first_name: 'محمد', last_name: 'زرین‌پور' })
    const found = await duplicates.find(actor, 'contact', {
      first_name: 'محمّد',
      last_name: 'زرین پور',
      mobile: '+989135551001',
      email: 'pakdel@dup.example',
      national_id: '0499370899',
    })
    const reasons = new Map(found.map((item) => [item.id, item.reasons.map(({ part }) => part)]))
    assert.deepEqual(reasons.get(phone.id), ['phone'])
    assert.deepEqual(reasons.get(mail.id), ['email'])
    assert.deepEqual(reasons.get(nation.id), ['national_id'])
    assert.deepEqual(reasons.get(name.id), ['name'])
    assert.equal(found[0]?.id, nation.id)
  })

  test('several reasons make it likelier', async ({ assert }) => {
    const { duplicates, contact } = await setUp()
    const { actor } = await signInWith(SUPERVISOR)
    const both = await contact({ first_name: 'Mina', last_name: 'Doublet', mobile: '09135551010' })
    const one = await contact({ last_name: 'Sister', phone: '09135551010' })
    const found = await duplicates.find(actor, 'contact', {
      first_name: 'Mina',
      last_name: 'Dublet',
      mobile: '09135551010',
    })
    assert.deepEqual(
      found.map((item) => item.id),
      [both.id, one.id]
    )
    assert.deepEqual(
      found[0]?.reasons.map(({ part }) => part),
      ['phone', 'name']
    )
  })

  test('never name a record out of the reader’s scope', async ({ assert }) => {
    const { duplicates, records, system } = await setUp()
    const lead = { first_name: 'Kian', last_name: 'Farzin', mobile: '09135551020' }
    await records.create(system, ORIGIN, 'lead', lead)
    const agent = await signInWith(['agent'])
    assert.deepEqual(await duplicates.find(agent.actor, 'lead', lead), [])
    const administrator = await signInWith(['administrator'])
    assert.lengthOf(await duplicates.find(administrator.actor, 'lead', lead), 1)
  })

  test('do not tell by a value that the reader sees masked', async ({ assert }) => {
    const { duplicates, contact } = await setUp()
    await contact({ last_name: 'Maskedson', national_id: '1234567891' })
    const values = { national_id: '1234567891' }
    const agent = await signInWith(['agent'])
    assert.deepEqual(await duplicates.find(agent.actor, 'contact', values), [])
    const supervisor = await signInWith(SUPERVISOR)
    assert.lengthOf(await duplicates.find(supervisor.actor, 'contact', values), 1)
  })

  test('leave out the record that is being edited, and deleted ones', async ({ assert }) => {
    const { duplicates, contact, records, system } = await setUp()
    const { actor } = await signInWith(SUPERVISOR)
    const self = await contact({ last_name: 'Selfmade', mobile: '09135551030' })
    const gone = await contact({ last_name: 'Gone', phone: '09135551030' })
    await records.remove(system, ORIGIN, 'contact', gone.id)
    const values = { mobile: '09135551030' }
    assert.deepEqual(await duplicates.find(actor, 'contact', values, self.id), [])
    assert.lengthOf(await duplicates.find(actor, 'contact', values), 1)
  })

  test('are told over HTTP; whoever may not read the entity is refused', async ({
    assert,
    client,
  }) => {
    const { contact } = await setUp()
    const { id } = await contact({ last_name: 'Webber', mobile: '09135551040' })
    const body = { entity: 'contact', values: { mobile: '0098 913 555 1040' } }
    const agent = await signInWith(['agent'])
    const answer = await client.post('/api/duplicates/check').json(body).headers(agent.headers)
    answer.assertStatus(200)
    answer.assertBodyContains({
      duplicates: [{ id, reasons: [{ rule: 'contact', part: 'phone' }] }],
    })

    const evaluator = await signInWith(['evaluator'])
    const refused = await client
      .post('/api/duplicates/check')
      .json({ entity: 'lead', values: {} })
      .headers(evaluator.headers)
    refused.assertStatus(403)
    const unknown = await client
      .post('/api/duplicates/check')
      .json({ entity: 'nothing', values: {} })
      .headers(agent.headers)
    unknown.assertStatus(404)
    assert.equal(unknown.body().error.code, 'E_UNKNOWN_ENTITY')
  })
})
