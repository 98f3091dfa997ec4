import { test } from '@japa/runner'
import type { ApiResponse } from '@japa/api-client'
import { signInWith } from '#tests/support/people'
import { defineOrders, orders } from './order_form.js'

const codes = (answer: ApiResponse): string[] =>
  (answer.body().error?.details ?? []).map(
    ({ path, code }: { path: string; code: string }) => `${path} ${code}`
  )

test.group('writes through a form', (group) => {
  let ready = false
  group.each.setup(async (t) => {
    if (ready) return
    await defineOrders(t.context.client)
    ready = true
  })

  test('calculated values are worked out here, whatever is sent', async ({ client, assert }) => {
    const clerk = orders(client, await signInWith(['x_clerk']))
    const made = await clerk.create({
      x_title: 'Chairs',
      x_total: 1,
      x_amount: 5_000,
      x_lines: [
        { x_product: 'Chair', x_price: 60 },
        { x_product: 'Table', x_price: 140.5 },
      ],
    })
    made.assertStatus(201)
    assert.include(made.body().record, { x_amount: 200.5, x_total: 200.5 })
    assert.lengthOf(await clerk.lines(made.body().record.id), 2)
  })

  test('the rules of the form hold, with all faults at once', async ({ client, assert }) => {
    const clerk = orders(client, await signInWith(['x_clerk']))
    const lines = [{ x_price: 200 }, { x_product: 'a', x_price: 1 }]
    const refused = await clerk.create({
      x_discount: 60,
      x_lines: lines,
      x_answers: { x_tone: 11 },
    })
    refused.assertStatus(422)
    assert.sameMembers(codes(refused), [
      'x_title E_REQUIRED',
      'x_discount E_FORM_RULE',
      'x_reason E_REQUIRED',
      'x_tone E_NUMBER_TOO_LARGE',
      'x_lines.0.x_product E_REQUIRED',
    ])
    const rule = refused
      .body()
      .error.details.find(({ code }: { code: string }) => code === 'E_FORM_RULE')
    assert.include(rule.message, 'At most half')
  })

  test('hidden and read-only inputs, and answers to no question, are refused', async ({
    client,
    assert,
  }) => {
    const clerk = orders(client, await signInWith(['x_clerk']))
    const refused = await clerk.create({
      x_title: 'Small',
      x_discount: 5,
      x_reason: 'because',
      x_answers: { x_colour: 'red' },
      x_lines: [{ x_product: 'Pen', x_price: 2 }],
    })
    assert.sameMembers(codes(refused), [
      'x_discount E_FORM_HIDDEN',
      'x_reason E_FORM_READ_ONLY',
      'x_answers.x_colour E_FORM_UNKNOWN_ANSWER',
    ])
  })

  test('rows are created, changed and removed with their record', async ({ client, assert }) => {
    const clerk = orders(client, await signInWith(['x_clerk']))
    const made = await clerk.create({
      x_title: 'Rows',
      x_lines: [
        { x_product: 'a', x_price: 10 },
        { x_product: 'b', x_price: 20 },
      ],
    })
    const { id, version } = made.body().record
    const [first] = await clerk.lines(id)
    const changed = await clerk.update(id, version, {
      x_lines: [
        { id: first!.id, version: first!.version, x_price: 15 },
        { x_product: 'c', x_price: 5 },
      ],
    })
    changed.assertStatus(200)
    assert.include(changed.body().record, { x_amount: 20, x_total: 20 })
    const rows = await clerk.lines(id)
    assert.deepEqual(
      rows.map(({ x_product }) => x_product),
      ['a', 'c']
    )
    const stale = await clerk.update(id, changed.body().record.version, {
      x_lines: [{ id: first!.id, version: first!.version, x_price: 16 }],
    })
    stale.assertStatus(409)
    assert.lengthOf(await clerk.lines(id), 2)
  })

  test('rows of others are neither seen, changed nor removed, and still count', async ({
    client,
    assert,
  }) => {
    const one = orders(client, await signInWith(['x_clerk']))
    const other = orders(client, await signInWith(['x_clerk']))
    const made = await one.create({
      x_title: 'Ours',
      x_lines: [{ x_product: 'mine', x_price: 30 }],
    })
    const { id, version } = made.body().record
    const [mine] = await one.lines(id)
    const changed = await other.update(id, version, {
      x_lines: [{ x_product: 'theirs', x_price: 12 }],
    })
    changed.assertStatus(200)
    assert.equal(changed.body().record.x_amount, 42)
    assert.lengthOf(await one.lines(id), 1)
    const stolen = await other.update(id, changed.body().record.version, {
      x_lines: [{ id: mine!.id, version: mine!.version, x_price: 1 }],
    })
    stolen.assertStatus(404)
  })

  test('nobody is kept from saving one field by a fault in another', async ({ client }) => {
    const admin = await signInWith(['administrator'])
    const plain = await client
      .post('/api/records/x_order')
      .headers(admin.headers)
      .json({ values: { x_title: 'Old', x_discount: 90 } })
    const { id, version } = plain.body().record
    const clerk = orders(client, await signInWith(['x_clerk']))
    const saved = await clerk.update(id, version, { x_title: 'New' })
    saved.assertStatus(200)
  })

  test('answers are kept together, and a form that is not there is named', async ({
    client,
    assert,
  }) => {
    const person = await signInWith(['x_clerk'])
    const clerk = orders(client, person)
    const made = await clerk.create({ x_title: 'Asked', x_answers: { x_tone: 7 } })
    assert.deepEqual(made.body().record.x_answers, { x_tone: 7 })
    const unknown = await client
      .post('/api/records/x_order')
      .headers(person.headers)
      .json({ values: {}, form: 'user_main' })
    unknown.assertStatus(422)
    assert.equal(unknown.body().error.code, 'E_UNKNOWN_FORM')
  })

  test('a form tells nobody of fields that they may not see', async ({ client, assert }) => {
    const clerk = await signInWith(['x_clerk'])
    const answer = await client.get('/api/metadata').headers(clerk.headers)
    const { x_order_main: form } = answer.body().forms
    assert.property(form.elements, 'x_title')
    assert.notProperty(form.elements, 'x_hint')
    assert.notProperty(form.elements, 'x_hinted')
    /** With its sign: a checksum may hold the digits by chance. */
    assert.notInclude(JSON.stringify(answer.body()), '> 4711')
    assert.notInclude(JSON.stringify(form), 'x_secret')
  })
})
