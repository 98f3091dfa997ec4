import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import type { Origin } from '#core/security/types'
import { signInWith } from '#tests/support/people'

const ORIGIN: Origin = { address: null, channel: 'command' }

async function setUp() {
  const actors = await app.container.make(Actors)
  return { actor: actors.system(), records: await app.container.make(Records) }
}

test.group('Rules of the CRM’s records', () => {
  test('a case gets a tracking code and its moments follow its status', async ({ assert }) => {
    const { actor, records } = await setUp()
    const made = await records.create(actor, ORIGIN, 'case', { title: 'Card retained' })
    assert.match(String(made.tracking_code), /^C\d{4}-\d{6}$/)
    assert.isNotNull(made.opened_at)
    assert.isNull(made.closed_at)
    const closed = await records.update(actor, ORIGIN, 'case', made.id, { status: 'closed' })
    assert.isNotNull(closed.resolved_at)
    assert.isNotNull(closed.closed_at)
    const reopened = await records.update(actor, ORIGIN, 'case', made.id, { status: 'open' })
    assert.isNull(reopened.resolved_at)
    assert.isNull(reopened.closed_at)
  })

  test('a subcategory brings its category and must fit it', async ({ assert }) => {
    const { actor, records } = await setUp()
    const input = { title: 'Instalment', subcategory: 'loan_instalment' }
    const made = await records.create(actor, ORIGIN, 'case', input)
    assert.equal(made.category, 'loan')
    const moved = await records.update(actor, ORIGIN, 'case', made.id, { category: 'payment' })
    assert.isNull(moved.subcategory)
    const wrong = { title: 'Wrong', category: 'payment', subcategory: 'loan_instalment' }
    await assert.rejects(() => records.create(actor, ORIGIN, 'case', wrong), /E_VALIDATION/)
  })

  test('names, tasks, notes and leads keep what follows from them', async ({ assert }) => {
    const { actor, records } = await setUp()
    const person = { first_name: 'لیلا', last_name: 'نوری' }
    const contact = await records.create(actor, ORIGIN, 'contact', person)
    assert.equal(contact.full_name, 'لیلا نوری')
    const task = await records.create(actor, ORIGIN, 'task', {
      subject: 'Call back',
      status: 'done',
      regarding: { entity: 'contact', id: contact.id },
    })
    assert.isNotNull(task.completed_at)
    const note = await records.create(actor, ORIGIN, 'note', { text: 'First line\nmore' })
    assert.equal(note.title, 'First line')
    const lead = await records.create(actor, ORIGIN, 'lead', { last_name: 'Possible' })
    const won = await records.update(actor, ORIGIN, 'lead', lead.id, { status: 'converted' })
    assert.isNotNull(won.converted_at)
  })

  test('cases, tasks, notes and calls stand on the customer’s timeline', async ({ assert }) => {
    const { actor, records } = await setUp()
    const { id } = await records.create(actor, ORIGIN, 'contact', { last_name: 'Timeline' })
    const regarding = { entity: 'contact', id }
    await records.create(actor, ORIGIN, 'case', { title: 'A case', customer: id })
    await records.create(actor, ORIGIN, 'task', { subject: 'A task', regarding })
    await records.create(actor, ORIGIN, 'note', { text: 'A note', regarding })
    await records.create(actor, ORIGIN, 'phone_call', { subject: 'A call', contact: id })
    const { items } = await records.timeline(actor, 'contact', id, {})
    assert.includeMembers(
      items.map((item) => item.kind),
      ['case', 'task', 'note', 'phone_call']
    )
  })

  test('a full name is not for people to write; agents see national ids masked', async ({
    assert,
    client,
  }) => {
    const { actor, records } = await setUp()
    const agent = await signInWith(['agent'])
    const refused = await client
      .post('/api/records/contact')
      .json({ values: { last_name: 'X', full_name: 'Somebody else' } })
      .headers(agent.headers)
    refused.assertStatus(422)
    const input = { last_name: 'Masked', national_id: '0499370899' }
    const { id } = await records.create(actor, ORIGIN, 'contact', input)
    const seen = await client.get(`/api/records/contact/${id}`).headers(agent.headers)
    seen.assertStatus(200)
    assert.notInclude(JSON.stringify(seen.body()), '0499370899')
  })

  test('every saved view of the CRM can be opened', async ({ assert }) => {
    const { actor } = await signInWith(['administrator'])
    const { records } = await setUp()
    const { default: definitions } = await import('../../server/definitions/index.js')
    for (const view of definitions.views ?? []) {
      const page = await records.query(actor, {
        entity: view.entity,
        select: view.columns.map((column) => column.path),
        limit: 5,
        ...(view.filter ? { filter: view.filter } : {}),
        ...(view.sort ? { sort: view.sort } : {}),
      })
      assert.isArray(page.rows, view.name)
    }
  })
})
