import { test } from '@japa/runner'
import type { ApiClient } from '@japa/api-client'
import { signInWith, unique, type SignedIn } from '#tests/support/people'

const label = { en: 'Spy', fa: 'جاسوس', az: 'Casus' }
const title = { type: 'text', label, required: true }
const SECRET = '0013542419'

const set = (kind: string, name: string, path: string[], value: unknown) => ({
  ...{ op: 'set', kind, name, path, value },
})
const making = (name: string, fields: object) =>
  set('entity', name, [], {
    ...{ label, labelPlural: label, titleField: 'x_title' },
    fields: { x_title: title, ...fields },
  })
const granting = (role: string, name: string, fields: object = {}) => [
  set('role', role, ['entities', name], { create: 'all', read: 'all', update: 'all' }),
  ...(Object.keys(fields).length > 0 ? [set('role', role, ['fields', name], fields)] : []),
]

/** Plans a change set and carries it out, whatever the plan says. */
async function carryOut(client: ApiClient, { headers }: SignedIn, operations: object[]) {
  const planned = await client.post('/api/metadata/plan').headers(headers).json({ operations })
  const { issues, revision } = planned.body()
  const answer = await client
    .post('/api/metadata/apply')
    .headers(headers)
    .json({ operations, revision })
  const found = (list: { code: string }[]) => list.map(({ code }) => code)
  return {
    planned: found(issues),
    status: answer.status(),
    refused: found(answer.body().error?.details ?? []),
  }
}

const formula = (expression: string, more: object = {}) => ({
  ...{ type: 'formula', label, result: 'text', expression },
  ...more,
})
const toContact = { type: 'lookup', label, target: 'contact' }

test.group('what a definition lets its author know', () => {
  test('a masked value is not copied through a look-up into an entity of one’s own', async ({
    assert,
    client,
  }) => {
    const consultant = await signInWith(['consultant'])
    const name = unique('x_spy')
    const result = await carryOut(client, consultant, [
      making(name, {
        x_contact: toContact,
        x_copy: formula('x_contact.national_id', { sensitive: true }),
      }),
      ...granting('consultant', name, { x_copy: 'read' }),
    ])
    assert.deepEqual(result, {
      planned: ['E_UNREADABLE_INPUT'],
      status: 422,
      refused: ['E_UNREADABLE_INPUT'],
    })
  })

  test('{what} is refused to a consultant')
    .with<{ what: string; operations: (name: string) => object[]; code: string }[]>([
      {
        what: 'a field that the role keeps back',
        operations: (name) => [making(name, { x_login: formula('owner_id.login') })],
        code: 'E_UNREADABLE_INPUT',
      },
      {
        what: 'a default over a masked value',
        operations: () => [
          set('entity', 'contact', ['fields', 'x_copy'], {
            ...{ type: 'text', label, default: { feel: 'national_id' } },
          }),
        ],
        code: 'E_UNREADABLE_INPUT',
      },
      {
        what: 'a form that calculates from a masked value',
        operations: (name) => [
          set('entity', 'contact', ['fields', 'x_copied'], { type: 'text', label }),
          set('form', name, [], {
            ...{ entity: 'contact', kind: 'main', label },
            elements: { x_out: { kind: 'field', field: 'x_copied', value: 'national_id' } },
          }),
        ],
        code: 'E_UNREADABLE_INPUT',
      },
      {
        what: 'a form whose rule asks for a masked value',
        operations: (name) => [
          set('form', name, [], {
            ...{ entity: 'contact', kind: 'main', label },
            elements: {
              x_out: {
                ...{ kind: 'field', field: 'first_name' },
                rules: { x_guess: { valid: `national_id < "${SECRET}"`, message: label } },
              },
            },
          }),
        ],
        code: 'E_UNREADABLE_INPUT',
      },
      {
        what: 'opening a sensitive field',
        operations: () => [set('entity', 'contact', ['fields', 'national_id', 'sensitive'], false)],
        code: 'E_OPENS_SENSITIVE',
      },
    ])
    .run(async ({ assert, client }, { operations, code }) => {
      const consultant = await signInWith(['consultant'])
      const result = await carryOut(client, consultant, operations(unique('x_spy')))
      assert.include(result.planned, code)
      assert.equal(result.status, 422)
      assert.include(result.refused, code)
    })

  test('what one may read in full may be worked with: own fields, new entities, every contact', async ({
    assert,
    client,
  }) => {
    const consultant = await signInWith(['consultant'])
    const name = unique('x_plain')
    const number = { type: 'integer', label }
    const made = await carryOut(client, consultant, [
      making(name, {
        ...{ x_contact: toContact, x_amount: { ...number, default: { feel: '1 + 1' } } },
        ...{ x_name: formula('x_contact.first_name'), x_twice: formula('string(x_amount * 2)') },
      }),
      ...granting('consultant', name),
    ])
    assert.deepEqual(made, { planned: [], status: 200, refused: [] })
    const later = await carryOut(client, consultant, [
      set('entity', name, ['fields', 'x_more'], formula('string(x_amount + 1)')),
    ])
    assert.deepEqual(later, { planned: [], status: 200, refused: [] })
  })

  test('records of which one sees only one’s own are summed up for nobody', async ({
    assert,
    client,
  }) => {
    const administrator = await signInWith(['administrator'])
    const [parent, child, role] = [unique('x_parent'), unique('x_child'), unique('x_role')]
    const { status } = await carryOut(client, administrator, [
      making(parent, {
        x_children: { type: 'one_to_many', label, target: child, inverse: 'x_parent' },
      }),
      making(child, {
        x_parent: { type: 'lookup', label, target: parent },
        x_pay: { type: 'integer', label },
      }),
      set('role', role, [], {
        ...{ label, permissions: ['core.customise'] },
        entities: { [parent]: { read: 'all' }, [child]: { read: 'own', create: 'own' } },
      }),
    ])
    assert.equal(status, 200)
    const rollup = (more: object) =>
      set('entity', parent, ['fields', unique('x_sum')], {
        ...{ type: 'rollup', label, relation: 'x_children', ...more },
      })
    const over = { function: 'sum', field: 'x_pay' }
    const author = await signInWith([role])
    for (const one of [over, { function: 'count' }]) {
      const refused = await carryOut(client, author, [rollup(one)])
      assert.include(refused.refused, 'E_UNREADABLE_INPUT')
    }
    const allowed = await carryOut(client, administrator, [rollup(over)])
    assert.deepEqual(allowed, { planned: [], status: 200, refused: [] })
  })

  test('a formula is given no more of another record than it names', async ({ assert, client }) => {
    const administrator = await signInWith(['administrator'])
    const name = unique('x_walks')
    const walks = 'if x_contact.first_name = null then "" else string(get entries(x_contact))'
    const { status } = await carryOut(client, administrator, [
      making(name, { x_contact: toContact, x_all: formula(walks) }),
      ...granting('agent', name),
    ])
    assert.equal(status, 200)
    const post = async (entity: string, values: object) => {
      const answer = await client
        .post(`/api/records/${entity}`)
        .headers(administrator.headers)
        .json({ values })
      answer.assertStatus(201)
      return answer.body().record
    }
    const contact = await post('contact', {
      ...{ first_name: 'Sara', last_name: 'Karimi', national_id: SECRET },
    })
    const row = await post(name, { x_title: 'One', x_contact: contact.id })
    const read = await client.get(`/api/records/${name}/${row.id}`).headers(administrator.headers)
    assert.include(JSON.stringify(read.body()), 'Sara')
    assert.notInclude(JSON.stringify(read.body()), SECRET)
  })

  test('a sensitive field that was taken out does not come back open over what it held', async ({
    assert,
    client,
  }) => {
    const consultant = await signInWith(['consultant'])
    const name = unique('x_kept')
    const field = { type: 'text', label, sensitive: true }
    const made = await carryOut(client, consultant, [making(name, { x_code: field })])
    assert.equal(made.status, 200)
    const reset = { op: 'reset', kind: 'entity', name, path: ['fields', 'x_code'] }
    assert.equal((await carryOut(client, consultant, [reset])).status, 200)
    const open = await carryOut(client, consultant, [
      set('entity', name, ['fields', 'x_code'], { type: 'text', label }),
    ])
    assert.deepEqual(open, {
      planned: ['E_OPENS_SENSITIVE'],
      status: 422,
      refused: ['E_OPENS_SENSITIVE'],
    })
    const again = await carryOut(client, consultant, [
      set('entity', name, ['fields', 'x_code'], field),
    ])
    assert.equal(again.status, 200)
  })

  test('nor by way of an entity that was taken out as a whole', async ({ assert, client }) => {
    const consultant = await signInWith(['consultant'])
    const name = unique('x_gone')
    const made = await carryOut(client, consultant, [
      making(name, { x_code: { type: 'text', label, sensitive: true } }),
    ])
    assert.equal(made.status, 200)
    const reset = { op: 'reset', kind: 'entity', name, path: [] }
    assert.equal((await carryOut(client, consultant, [reset])).status, 200)
    const open = await carryOut(client, consultant, [
      making(name, { x_code: { type: 'text', label } }),
    ])
    assert.equal(open.status, 422)
    assert.include(open.refused, 'E_OPENS_SENSITIVE')
  })
})
