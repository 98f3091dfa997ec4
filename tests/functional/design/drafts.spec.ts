import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Metadata } from '#core/metadata/metadata'
import { signInWith } from '#tests/support/people'

const VIEW = 'garden_plants'

test.group('drafts of the designers', () => {
  test('a draft is kept for its maker alone, replaced by the next, and discarded', async ({
    assert,
    client,
  }) => {
    const consultant = await signInWith(['administrator'])
    const other = await signInWith(['administrator'])
    const path = '/api/design/drafts/form/x_loan_main'
    for (const n of [1, 2]) {
      const saved = await client.put(path).headers(consultant.headers).json({ content: { n } })
      saved.assertStatus(200)
      assert.equal(saved.body().draft.name, 'x_loan_main')
    }
    const found = await client.get(path).headers(consultant.headers)
    assert.deepEqual(found.body().draft.content, { n: 2 })
    const list = await client.get('/api/design/drafts?kind=form').headers(consultant.headers)
    assert.deepEqual(
      list.body().drafts.map(({ name }: { name: string }) => name),
      ['x_loan_main']
    )
    const stranger = await client.get(path).headers(other.headers)
    stranger.assertStatus(404)
    assert.equal(stranger.body().error.code, 'E_NO_DRAFT')
    const gone = await client.delete(path).headers(consultant.headers)
    gone.assertStatus(204)
    const after = await client.get(path).headers(consultant.headers)
    after.assertStatus(404)
  })

  test('whoever may not customise has no drafts', async ({ assert, client }) => {
    const keeper = await signInWith(['garden_keeper'])
    const path = '/api/design/drafts/form/x_loan_main'
    for (const answer of [
      await client.get('/api/design/drafts').headers(keeper.headers),
      await client.get(path).headers(keeper.headers),
      await client.put(path).headers(keeper.headers).json({ content: {} }),
      await client.delete(path).headers(keeper.headers),
      await client.get('/api/design/changes/form').headers(keeper.headers),
    ]) {
      answer.assertStatus(403)
      assert.equal(answer.body().error.code, 'E_FORBIDDEN')
    }
  })

  test('what is too large is refused by name', async ({ assert, client }) => {
    const consultant = await signInWith(['administrator'])
    const answer = await client
      .put('/api/design/drafts/form/x_large')
      .headers(consultant.headers)
      .json({ content: { text: 'x'.repeat(900_000) } })
    answer.assertStatus(413)
    assert.equal(answer.body().error.code, 'E_DRAFT_TOO_LARGE')
  })

  test('one person cannot fill the table', async ({ assert, client }) => {
    const consultant = await signInWith(['administrator'])
    for (let n = 0; n < 200; n++) {
      await client
        .put(`/api/design/drafts/form/x_${n}`)
        .headers(consultant.headers)
        .json({ content: {} })
    }
    const answer = await client
      .put('/api/design/drafts/form/x_one_more')
      .headers(consultant.headers)
      .json({ content: {} })
    answer.assertStatus(409)
    assert.equal(answer.body().error.code, 'E_TOO_MANY_DRAFTS')
    const again = await client
      .put('/api/design/drafts/form/x_7')
      .headers(consultant.headers)
      .json({ content: { n: 1 } })
    again.assertStatus(200)
  })
})

test.group('changes based on a revision', () => {
  test('who was slower is refused and loses nothing; resets and changes go together', async ({
    assert,
    client,
  }) => {
    const consultant = await signInWith(['administrator'])
    const metadata = await app.container.make(Metadata)
    const send = (json: object) =>
      client.post('/api/metadata/changes').headers(consultant.headers).json(json)
    const layers = async () =>
      (await client.get(`/api/metadata/layers/view/${VIEW}`).headers(consultant.headers)).body()
    const change = (path: string[], value: unknown) => ({ kind: 'view', name: VIEW, path, value })
    const { revision } = await layers()
    const basedOn = [{ kind: 'view', name: VIEW, revision }]

    const first = await send({ changes: [change(['label', 'fa'], 'گیاهان')], basedOn })
    first.assertStatus(200)
    const second = await send({ changes: [change(['label', 'az'], 'Bitkilər')], basedOn })
    second.assertStatus(409)
    assert.equal(second.body().error.code, 'E_DEFINITION_CHANGED')
    assert.equal(metadata.current().view.get(VIEW)?.label.fa, 'گیاهان')

    const now = (await layers()).revision
    const third = await send({
      changes: [change(['label', 'az'], 'Bitkilər')],
      resets: [{ kind: 'view', name: VIEW, path: ['label', 'fa'] }],
      basedOn: [{ kind: 'view', name: VIEW, revision: now }],
    })
    third.assertStatus(200)
    const paths = (await layers()).changes.map(({ path }: { path: string[] }) => path.join('.'))
    assert.deepEqual(paths, ['label.az'])

    const changed = await client.get('/api/design/changes/view').headers(consultant.headers)
    const mine = changed.body().definitions.find(({ name }: { name: string }) => name === VIEW)
    assert.equal(mine.changes, 1)
    assert.match(mine.changedAt, /^\d{4}-/)

    const reset = await send({ changes: [], resets: [{ kind: 'view', name: VIEW, path: [] }] })
    reset.assertStatus(200)
    assert.equal((await layers()).revision, revision)
    const nothing = await send({ changes: [] })
    nothing.assertStatus(422)
  })

  test('a new definition is based on there being none', async ({ assert, client }) => {
    const consultant = await signInWith(['administrator'])
    const answer = await client
      .post('/api/metadata/changes')
      .headers(consultant.headers)
      .json({
        changes: [{ kind: 'view', name: VIEW, path: ['label', 'fa'], value: 'x' }],
        basedOn: [{ kind: 'view', name: VIEW, revision: null }],
      })
    answer.assertStatus(409)
    assert.equal(answer.body().error.code, 'E_DEFINITION_CHANGED')
  })
})
