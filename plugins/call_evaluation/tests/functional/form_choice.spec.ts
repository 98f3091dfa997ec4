import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import { FormChoice } from '#plugins/call_evaluation/contract'
import { FORM, makeCall, ORIGIN } from '#plugins/call_evaluation/tests/support/calls'
import { signInWith, unique, type SignedIn } from '#tests/support/people'

const OTHER = 'x_short_evaluation'
const label = { en: 'Short', fa: 'کوتاه', az: 'Qısa' }
const SHORT = {
  entity: 'evaluation',
  kind: 'evaluation',
  label,
  answersField: 'answers',
  elements: {
    x_polite: { kind: 'question', definition: { type: 'boolean', label }, scoring: {} },
  },
}

test.group('The form of a call', (group) => {
  let admin: SignedIn
  const topic = unique('topic')
  let inbound = 0
  let outbound = 0
  let other = 0

  group.setup(async () => {
    admin = await signInWith(['administrator'])
    const agent = await signInWith(['agent'])
    inbound = await makeCall(agent.userId, { topic, direction: 'inbound' })
    outbound = await makeCall(agent.userId, { topic, direction: 'outbound' })
    other = await makeCall(agent.userId)
  })

  test('is that of the first rule which has it among its calls', async ({
    assert,
    client,
    cleanup,
  }) => {
    const made = await client
      .post('/api/metadata/changes')
      .headers(admin.headers)
      .json({ changes: [{ kind: 'form', name: OTHER, path: [], value: SHORT }] })
    made.assertStatus(200)
    const records = await app.container.make(Records)
    const rules: number[] = []
    cleanup(async () => {
      for (const id of rules)
        await records.remove(admin.actor, ORIGIN, 'evaluation_form_choice', id)
    })
    const rule = async (values: RecordInput) => {
      const row = { name: 'Rule', active: true, ...values }
      rules.push((await records.create(admin.actor, ORIGIN, 'evaluation_form_choice', row)).id)
    }
    const ofTopic = { path: 'topic', op: 'eq', value: topic }
    await rule({ place: 30, form_name: FORM, calls: ofTopic })
    await rule({
      place: 20,
      form_name: OTHER,
      calls: { and: [ofTopic, { path: 'direction', op: 'eq', value: 'outbound' }] },
    })
    await rule({ place: 10, form_name: OTHER, calls: ofTopic, active: false })

    const choice = await app.container.make(FormChoice)
    const chosen = await choice.forCalls([inbound, outbound, other])
    assert.deepEqual(
      [inbound, outbound, other].map((call) => chosen.get(call)),
      [FORM, OTHER, FORM]
    )

    const evaluator = await signInWith(['evaluator'])
    const assigned = await client
      .post('/api/call_evaluation/evaluations')
      .headers(admin.headers)
      .json({ call: outbound, evaluator: evaluator.userId })
    assigned.assertStatus(201)
    const page = await client
      .get(`/api/call_evaluation/evaluations/${assigned.body().id}`)
      .headers(evaluator.headers)
    assert.equal(page.body().form.name, OTHER)
  })

  test('a rule that could not be applied is refused when it is written: {why}')
    .with([
      {
        why: 'no such form',
        values: { form_name: 'telephony_call_main' },
        code: 'E_EVALUATION_FORM',
      },
      {
        why: 'no such field',
        values: { form_name: FORM, calls: { path: 'nonsense', op: 'eq', value: 1 } },
        code: null,
      },
    ])
    .run(async ({ assert, client }, { values, code }) => {
      const response = await client
        .post('/api/records/evaluation_form_choice')
        .headers(admin.headers)
        .json({ values: { name: 'Rule', place: 1, ...values } })
      assert.include([400, 422], response.status())
      if (code !== null) assert.equal(response.body().error.code, code)
    })

  test('a rule asks nothing about calls that its writer may not know', async ({
    assert,
    client,
  }) => {
    const role = {
      label,
      entities: { call: { read: 'all' }, evaluation_form_choice: { create: 'all', read: 'all' } },
      fields: { call: { caller_number: 'none' } },
    }
    const name = 'x_form_chooser'
    const made = await client
      .post('/api/metadata/changes')
      .headers(admin.headers)
      .json({ changes: [{ kind: 'role', name, path: [], value: { name, ...role } }] })
    made.assertStatus(200)
    const chooser = await signInWith([name])
    const calls = { path: 'caller_number', op: 'eq', value: '09120000000' }
    const response = await client
      .post('/api/records/evaluation_form_choice')
      .headers(chooser.headers)
      .json({ values: { name: 'Rule', place: 1, form_name: FORM, calls } })
    response.assertStatus(403)
    assert.equal(response.body().error.code, 'E_FIELD_FORBIDDEN')
  })

  test('several are published at once; what cannot be is told, and keeps no other from it', async ({
    assert,
    client,
  }) => {
    const response = await client
      .post('/api/call_evaluation/evaluations/publish')
      .headers(admin.headers)
      .json({ ids: [2_000_000_000] })
    response.assertStatus(200)
    assert.deepEqual(response.body(), {
      published: [],
      failed: [{ id: 2_000_000_000, code: 'E_NOT_FOUND' }],
    })
  })
})
