import { test } from '@japa/runner'
import type { ApiClient } from '@japa/api-client'
import app from '@adonisjs/core/services/app'
import { FormVersionStore } from '#core/design/form_version_store'
import { Metadata } from '#core/metadata/metadata'
import type { Json } from '#core/metadata/types'
import { signInWith, type SignedIn } from '#tests/support/people'

const label = (en: string) => ({ en, fa: `${en} ف`, az: `${en} az` })
const FORM = 'x_survey_main'
const VERSIONS = `/api/design/forms/${FORM}/versions`
const field = (name: string, order: number) => ({ kind: 'field', field: name, order })

interface Person {
  client: ApiClient
  signed: SignedIn
}

async function change({ client, signed }: Person, changes: object[], note?: string) {
  const answer = await client
    .post('/api/metadata/changes')
    .headers(signed.headers)
    .json({ changes, ...(note ? { note } : {}) })
  answer.assertStatus(200)
}
const set = (person: Person, path: string[], value: Json, note?: string) =>
  change(person, [{ kind: 'form', name: FORM, path, value }], note)

async function versions({ client, signed }: Person) {
  const answer = await client.get(VERSIONS).headers(signed.headers)
  answer.assertStatus(200)
  return answer.body().versions as {
    number: number
    action: string
    note: string | null
    by: { name: string } | null
  }[]
}

test.group('versions of a form', (group) => {
  const consultant = {} as Person
  group.each.setup(async (t) => {
    if (consultant.client) return
    Object.assign(consultant, {
      client: t.context.client,
      signed: await signInWith(['administrator']),
    })
    const entity = {
      label: label('Survey'),
      labelPlural: label('Surveys'),
      titleField: 'x_title',
      keepFormVersion: true,
      fields: {
        x_title: { type: 'text', label: label('Title') },
        x_reason: { type: 'text', label: label('Reason') },
        x_secret: { type: 'text', label: label('Secret') },
      },
    }
    const form = {
      entity: 'x_survey',
      kind: 'main',
      label: label('Survey'),
      elements: { x_title: field('x_title', 1), x_secret: field('x_secret', 2) },
    }
    const clerk = {
      label: label('Clerk'),
      entities: { x_survey: { create: 'all', read: 'all', update: 'all' } },
      fields: { x_survey: { x_secret: 'none' } },
    }
    await change(consultant, [
      { kind: 'entity', name: 'x_survey', path: [], value: entity },
      { kind: 'form', name: FORM, path: [], value: form },
      { kind: 'role', name: 'x_surveyor', path: [], value: clerk },
    ])
  })

  test('every publication is kept with who and why, and what changes no form is none', async ({
    assert,
  }) => {
    await set(consultant, ['elements', 'x_reason'], field('x_reason', 3), 'Asked by the bank')
    await change(consultant, [
      { kind: 'entity', name: 'x_survey', path: ['label', 'en'], value: 'Poll' },
    ])
    const list = await versions(consultant)
    assert.deepEqual(
      list.map(({ number, action, note, by }) => [number, action, note, by?.name]),
      [
        [2, 'metadata.change', 'Asked by the bank', consultant.signed.actor.name],
        [1, 'metadata.change', null, consultant.signed.actor.name],
      ]
    )
  })

  test('two versions are compared by element', async ({ client, assert }) => {
    const answer = await client.get(`${VERSIONS}/1/compare/2`).headers(consultant.signed.headers)
    answer.assertStatus(200)
    const { added, removed, changed } = answer.body().difference
    assert.deepEqual([added, removed, changed], [[{ element: 'x_reason', kind: 'field' }], [], []])
  })

  test('an old version is published again as a new one', async ({ client, assert }) => {
    const { headers } = consultant.signed
    const again = await client.post(`${VERSIONS}/2/restore`).headers(headers).json({})
    again.assertStatus(409)
    assert.equal(again.body().error.code, 'E_FORM_VERSION_IN_EFFECT')
    const stale = await client
      .post(`${VERSIONS}/1/restore`)
      .headers(headers)
      .json({ revision: 'another' })
    stale.assertStatus(409)
    assert.equal(stale.body().error.code, 'E_DEFINITION_CHANGED')
    const done = await client.post(`${VERSIONS}/1/restore`).headers(headers).json({})
    done.assertStatus(200)
    const metadata = await app.container.make(Metadata)
    const now = metadata.current().form.get(FORM)
    assert.notProperty(now?.elements, 'x_reason')
    const [last] = await versions(consultant)
    assert.include(last, { number: 3, action: 'form.restore', note: '1' })
    const back = await client.post(`${VERSIONS}/2/restore`).headers(headers).json({})
    back.assertStatus(200)
    const nothing = await client.get(`${VERSIONS}/99`).headers(headers)
    nothing.assertStatus(404)
    assert.equal(nothing.body().error.code, 'E_NO_FORM_VERSION')
  })

  test('a shipped form of which nothing was kept keeps what it was before its first change', async ({
    client,
    assert,
  }) => {
    const { headers } = consultant.signed
    const metadata = await app.container.make(Metadata)
    const shipped = [...metadata.current().form.values()].find(({ origin }) => origin !== 'client')
    const name = shipped?.name ?? ''
    await change(consultant, [{ kind: 'form', name, path: ['label', 'en'], value: 'Changed here' }])
    const list = await client.get(`/api/design/forms/${name}/versions`).headers(headers)
    const numbers = list.body().versions.map(({ number }: { number: number }) => number)
    assert.deepEqual(numbers, [2, 1])
    const restored = await client
      .post(`/api/design/forms/${name}/versions/1/restore`)
      .headers(headers)
      .json({})
    restored.assertStatus(200)
    assert.deepEqual(metadata.layers('form', name).changes, [])
    const store = await app.container.make(FormVersionStore)
    await store.settle(metadata.current(), new Date())
    const settled = await client.get(`/api/design/forms/${name}/versions`).headers(headers)
    assert.lengthOf(settled.body().versions, 3)
  })

  test('a record is shown and judged by the version that it was filled in with', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['x_surveyor'])
    const send = (values: object) =>
      client.post('/api/records/x_survey').headers(headers).json({ values, form: FORM })
    const made = await send({ x_title: 'Old' })
    made.assertStatus(201)
    const { id, version } = made.body().record
    const rule = { valid: 'false', message: label('Never right') }
    await set(consultant, ['elements', 'x_title', 'rules'], { never: rule })
    const refused = await send({ x_title: 'New' })
    refused.assertStatus(422)
    const saved = await client
      .patch(`/api/records/x_survey/${id}`)
      .headers(headers)
      .json({ version, values: { x_title: 'Older' }, form: FORM })
    saved.assertStatus(200)
    const kept = await client.get(`/api/records/x_survey/${id}/forms/${FORM}`).headers(headers)
    kept.assertStatus(200)
    const { elements } = kept.body().form
    assert.notProperty(elements.x_title, 'rules')
    assert.notProperty(elements, 'x_secret')
    await change(consultant, [
      { kind: 'entity', name: 'x_survey', path: ['keepFormVersion'], value: false },
    ])
    const today = await client.get(`/api/records/x_survey/${id}/forms/${FORM}`).headers(headers)
    assert.isNull(today.body().form)
  })

  test('who may not customise sees no versions; who may not read a record not its form', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['x_surveyor'])
    for (const answer of [
      await client.get(VERSIONS).headers(headers),
      await client.get(`${VERSIONS}/1`).headers(headers),
      await client.get(`${VERSIONS}/1/compare/2`).headers(headers),
      await client.post(`${VERSIONS}/1/restore`).headers(headers).json({}),
    ]) {
      answer.assertStatus(403)
      assert.equal(answer.body().error.code, 'E_FORBIDDEN')
    }
    const keeper = await signInWith(['garden_keeper'])
    const hidden = await client.get(`/api/records/x_survey/1/forms/${FORM}`).headers(keeper.headers)
    assert.include([403, 404, 422], hidden.status())
  })
})
