import { test } from '@japa/runner'
import type { ApiClient } from '@japa/api-client'
import { signInWith, unique, type SignedIn } from '#tests/support/people'

const label = (en: string) => ({ en, fa: en, az: en })

function formOf(entity: string): Record<string, unknown> {
  return {
    entity,
    kind: 'main',
    label: label('Made by quality staff'),
    ...(entity === 'evaluation' ? { answersField: 'answers' } : {}),
    elements: {
      x_tone: { kind: 'section', label: label('Tone'), order: 10 },
      x_greeting: {
        kind: 'question',
        parent: 'x_tone',
        order: 10,
        definition: { type: 'rating', label: label('Greeting'), max: 5 },
        scoring: { weight: 1, notApplicable: true },
      },
    },
  }
}
const nameOf = () => unique('x_quality_form').toLowerCase()
const change = (client: ApiClient, who: SignedIn, body: object) =>
  client.post('/api/metadata/changes').headers(who.headers).json(body)

test.group('Quality staff make evaluation forms', () => {
  test('a form of evaluations is drafted, checked, published, changed, and its versions are read', async ({
    assert,
    client,
  }) => {
    const lead = await signInWith(['supervisor'])
    const name = nameOf()
    const draft = `/api/design/drafts/form/${name}`
    const value = formOf('evaluation')
    const kept = await client
      .put(draft)
      .headers(lead.headers)
      .json({ content: { form: value } })
    kept.assertStatus(200)
    const changes = [{ kind: 'form', name, path: [], value }]
    const tried = await change(client, lead, { changes, dryRun: true })
    tried.assertStatus(200)
    assert.deepEqual(tried.body().issues, [])
    ;(await change(client, lead, { changes })).assertStatus(200)
    const title = { kind: 'form', name, path: ['label', 'en'], value: 'Another title' }
    ;(await change(client, lead, { changes: [title] })).assertStatus(200)

    const layers = await client.get(`/api/metadata/layers/form/${name}`).headers(lead.headers)
    layers.assertStatus(200)
    assert.equal(layers.body().effective.label.en, 'Another title')
    const versions = await client.get(`/api/design/forms/${name}/versions`).headers(lead.headers)
    versions.assertStatus(200)
    assert.lengthOf(versions.body().versions, 2)
    const changed = await client.get('/api/design/changes/form').headers(lead.headers)
    changed.assertStatus(200)
    const names = changed.body().definitions.map((each: { name: string }) => each.name)
    assert.include(names, name)
  })

  test('nothing else of the product is open to them: {what}')
    .with([
      {
        what: 'a form of another entity',
        changes: () => [{ kind: 'form', name: nameOf(), path: [], value: formOf('contact') }],
      },
      {
        what: 'the title of another form',
        changes: () => [
          { kind: 'form', name: 'contact_main', path: ['label', 'en'], value: 'Mine' },
        ],
      },
      {
        what: 'a form without an entity',
        changes: () => [{ kind: 'form', name: nameOf(), path: [], value: { label: label('x') } }],
      },
      {
        what: 'a field',
        changes: () => [
          {
            kind: 'entity',
            name: 'evaluation',
            path: ['fields', 'x_more'],
            value: { type: 'text', label: label('More') },
          },
        ],
      },
      {
        what: 'that another entity is open',
        changes: () => [{ kind: 'entity', name: 'contact', path: ['openForms'], value: true }],
      },
      {
        what: 'a role',
        changes: () => [
          { kind: 'role', name: 'supervisor', path: ['permissions'], value: ['core.customise'] },
        ],
      },
      {
        what: 'one of their forms together with a field',
        changes: () => [
          { kind: 'form', name: nameOf(), path: [], value: formOf('evaluation') },
          {
            kind: 'entity',
            name: 'evaluation',
            path: ['fields', 'x_more'],
            value: { type: 'text', label: label('More') },
          },
        ],
      },
    ])
    .run(async ({ assert, client }, { changes }) => {
      const lead = await signInWith(['supervisor'])
      for (const dryRun of [true, false]) {
        const answer = await change(client, lead, { changes: changes(), dryRun })
        answer.assertStatus(403)
        assert.equal(answer.body().error.code, 'E_FORBIDDEN')
      }
    })

  test('a form of theirs is not made one of another entity', async ({ client }) => {
    const lead = await signInWith(['supervisor'])
    const name = nameOf()
    const made = [{ kind: 'form', name, path: [], value: formOf('evaluation') }]
    ;(await change(client, lead, { changes: made })).assertStatus(200)
    const moved = [{ kind: 'form', name, path: ['entity'], value: 'contact' }]
    ;(await change(client, lead, { changes: moved })).assertStatus(403)
    const whole = [{ kind: 'form', name, path: [], value: formOf('contact') }]
    ;(await change(client, lead, { changes: whole })).assertStatus(403)
    const reset = [{ kind: 'form', name: 'contact_main', path: [] }]
    ;(await change(client, lead, { changes: [], resets: reset })).assertStatus(403)
  })

  test('other designers’ doors stay shut for them, and these for agents', async ({ client }) => {
    const lead = await signInWith(['supervisor'])
    const agent = await signInWith(['agent', 'evaluator'])
    for (const path of [
      '/api/design/drafts',
      '/api/design/drafts/view/x_any',
      '/api/design/changes/view',
      '/api/metadata/layers/form/contact_main',
      '/api/metadata/layers/entity/evaluation',
      '/api/design/forms/contact_main/versions',
    ]) {
      ;(await client.get(path).headers(lead.headers)).assertStatus(403)
    }
    for (const path of [
      '/api/design/drafts/form/x_any',
      '/api/design/changes/form',
      '/api/metadata/layers/form/call_evaluation_standard',
      '/api/design/forms/call_evaluation_standard/versions',
    ]) {
      ;(await client.get(path).headers(agent.headers)).assertStatus(403)
    }
    const changes = [{ kind: 'form', name: nameOf(), path: [], value: formOf('evaluation') }]
    ;(await change(client, agent, { changes })).assertStatus(403)
  })
})
