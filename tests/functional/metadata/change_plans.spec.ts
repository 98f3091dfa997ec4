import { test } from '@japa/runner'
import { signInWith, unique } from '#tests/support/people'

const label = { en: 'Loan', fa: 'وام', az: 'Kredit' }
const title = { type: 'text', label, required: true }
const making = (name: string, fields: object = { x_title: title }) => ({
  op: 'set',
  kind: 'entity',
  name,
  path: [],
  value: { label, labelPlural: label, titleField: 'x_title', fields },
})
const granting = (role: string, name: string) => ({
  op: 'set',
  kind: 'role',
  name: role,
  path: ['entities', name],
  value: { create: 'all', read: 'all' },
})
const retyping = (name: string, type: string) => ({
  op: 'set',
  kind: 'entity',
  name,
  path: ['fields', 'x_amount', 'type'],
  value: type,
})

test.group('change sets of definitions', () => {
  test('nobody without the permission learns or changes anything', async ({ client }) => {
    const { headers } = await signInWith(['agent'])
    const operations = [making(unique('x_secret'))]
    const paths = ['design', 'records', 'used/user', 'used/user/name', 'used-choices/core_theme']
    for (const path of paths) {
      const answer = await client.get(`/api/metadata/${path}`).headers(headers)
      answer.assertStatus(403)
    }
    const plan = await client.post('/api/metadata/plan').headers(headers).json({ operations })
    plan.assertStatus(403)
    const json = { operations, revision: 0 }
    const apply = await client.post('/api/metadata/apply').headers(headers).json(json)
    apply.assertStatus(403)
  })

  test('a plan says what it touches and changes nothing; applied late it is a conflict that names who', async ({
    assert,
    client,
  }) => {
    const { headers, actor } = await signInWith(['administrator'])
    const name = unique('x_planned')
    const post = (path: string, json: object) =>
      client.post(`/api/metadata/${path}`).headers(headers).json(json)
    const planned = await post('plan', { operations: [making(name)] })
    planned.assertStatus(200)
    const { revision, steps, effects, issues } = planned.body()
    assert.deepEqual(issues, [])
    assert.include(steps[0], { kind: 'create_table', table: name, rows: 0, work: 'instant' })
    assert.deepInclude(effects[0], { change: 'made', kind: 'entity', name })
    assert.equal((await post('plan', { operations: [making(name)] })).body().revision, revision)
    const first = await post('apply', { operations: [making(name)], revision })
    first.assertStatus(200)
    const late = await post('apply', { operations: [making(unique('x_late'))], revision })
    late.assertStatus(409)
    assert.equal(late.body().error.code, 'E_METADATA_CHANGED')
    assert.equal(late.body().error.params.by, actor.name)
  })

  test('all faults come at once, with paths; values never come to mean something else', async ({
    assert,
    client,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const name = unique('x_faulty')
    const post = (path: string, json: object) =>
      client.post(`/api/metadata/${path}`).headers(headers).json(json)
    const wrong = { x_title: title, owner_id: title, Big: title, x_a: { type: 'nothing', label } }
    const faulty = await post('plan', { operations: [making(name, wrong)] })
    assert.includeMembers(
      faulty.body().issues.map(({ path, code }: Record<string, string>) => `${path} ${code}`),
      [
        'fields.owner_id E_SYSTEM_FIELD',
        'fields.Big E_NAME_PATTERN',
        'fields.x_a.type E_UNKNOWN_FIELD_TYPE',
      ]
    )
    const good = [making(name, { x_title: title, x_amount: { type: 'integer', label } })]
    const { revision } = (await post('plan', { operations: good })).body()
    const made = await post('apply', { operations: good, revision })
    made.assertStatus(200)
    const retyped = await post('plan', { operations: [retyping(name, 'file')] })
    assert.equal(retyped.body().issues[0].code, 'E_TYPE_CHANGE')
    const widened = await post('plan', { operations: [retyping(name, 'decimal')] })
    assert.include(widened.body().steps[0], { kind: 'change_column', blocked: null })
  })
})

test.group('grants of a consultant', () => {
  test('who makes an entity says who works with it; nothing else is handed out, nor the table of one made before', async ({
    client,
  }) => {
    const { headers } = await signInWith(['consultant'])
    const apply = async (operations: object[], by = headers) => {
      const state = await client.get('/api/metadata/design').headers(by)
      const json = { operations, revision: state.body().revision }
      return client.post('/api/metadata/apply').headers(by).json(json)
    }
    const name = unique('x_granted')
    const both = await apply([making(name), granting('agent', name)])
    both.assertStatus(200)
    const later = await apply([granting('supervisor', name)])
    later.assertStatus(403)
    const foreign = await apply([making(unique('x_other')), granting('agent', 'user')])
    foreign.assertStatus(403)
    const own = unique('x_admin')
    const administrator = await apply([making(own), granting('administrator', own)])
    administrator.assertStatus(403)

    /** The definition goes, the table with its records stays: who makes the name anew does not get at them. */
    const reset = { op: 'reset', name, path: [] }
    const grant = { ...reset, kind: 'role', name: 'agent', path: ['entities', name] }
    const administratorSession = await signInWith(['administrator'])
    const gone = await apply([grant, { ...reset, kind: 'entity' }], administratorSession.headers)
    gone.assertStatus(200)
    const again = await apply([making(name), granting('supervisor', name)])
    again.assertStatus(403)
    const bare = await apply([making(name)])
    bare.assertStatus(200)
  })
})
