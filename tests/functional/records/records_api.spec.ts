import type { ApiClient } from '@japa/api-client'
import { test } from '@japa/runner'
import type { Json } from '#core/metadata/types'
import { signInWith } from '#tests/support/people'

type Headers = Record<string, string>

function sender(client: ApiClient, headers: Headers) {
  return async (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: Json) => {
    const request = client[method](path).headers(headers)
    return body === undefined ? request : request.json(body as never)
  }
}

/** Units are records like any other, and of the core: these tests need no plugin. */
test.group('records over HTTP', () => {
  test('a record is created, read, changed, found, counted, deleted and restored', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const send = sender(client, headers)
    const made = await send('post', '/api/records/unit', {
      values: { name: 'شعبه ونك', code: 'vanak' },
    })
    made.assertStatus(201)
    const { record } = made.body()
    assert.deepInclude(record, { name: 'شعبه ونک', version: 1 })
    const read = await send('get', `/api/records/unit/${record.id}?select=name,code`)
    assert.deepEqual(read.body(), {
      record: { id: record.id, version: 1, name: 'شعبه ونک', code: 'vanak' },
      access: { update: true, delete: true },
    })
    const changed = await send('patch', `/api/records/unit/${record.id}`, {
      version: 1,
      values: { name: 'Vanak' },
    })
    assert.equal(changed.body().record.version, 2)
    const filter = { path: 'code', op: 'eq', value: 'vanak' }
    const list = await send('post', '/api/records/unit/query', { filter, select: ['name'] })
    assert.deepEqual(list.body(), {
      rows: [{ id: record.id, version: 2, name: 'Vanak' }],
      next: null,
    })
    const count = await send('post', '/api/records/unit/count', { filter })
    assert.deepEqual(count.body(), { count: 1 })
    const groups = await send('post', '/api/records/unit/aggregate', {
      filter,
      group: [{ path: 'name' }],
      aggregates: { n: { fn: 'count' } },
    })
    assert.deepEqual(groups.body(), { rows: [{ keys: { name: 'Vanak' }, values: { n: 1 } }] })
    const found = await send('get', '/api/search?q=vanak&entities=unit')
    assert.lengthOf(found.body().results, 1)
    assert.deepInclude(found.body().results[0], {
      entity: 'unit',
      id: record.id,
      label: 'Vanak',
      subtitle: 'vanak',
    })
    const choice = await send('get', '/api/lookup/unit?q=van')
    assert.equal(choice.body().results[0].id, record.id)
    const history = await send('get', `/api/records/unit/${record.id}/history`)
    assert.deepInclude(history.body().changes[0], {
      field: 'name',
      from: 'شعبه ونک',
      to: 'Vanak',
      action: 'updated',
    })
    ;(await send('delete', `/api/records/unit/${record.id}?version=2`)).assertStatus(204)
    ;(await send('get', `/api/records/unit/${record.id}`)).assertStatus(404)
    const back = await send('post', `/api/records/unit/${record.id}/restore`)
    assert.equal(back.body().record.version, 4)
    const items = await send('get', `/api/records/unit/${record.id}/timeline`)
    assert.deepEqual(
      items.body().items.map((item: { record: { action: string } }) => item.record.action),
      ['restored', 'deleted', 'updated', 'created']
    )
    const next = await send('get', `/api/records/unit/${record.id}/timeline?limit=3`)
    const rest = await send(
      'get',
      `/api/records/unit/${record.id}/timeline?before=${next.body().next}`
    )
    assert.lengthOf(rest.body().items, 1)
  })

  test('bulk changes several records and says which refused', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const send = sender(client, headers)
    const ids: number[] = []
    for (const name of ['bulk 1', 'bulk 2']) {
      const made = await send('post', '/api/records/team', { values: { name } })
      ids.push(made.body().record.id)
    }
    const changed = await send('post', '/api/records/team/bulk', {
      ids: [...ids, 999_999],
      action: 'update',
      values: { active: false },
    })
    assert.deepEqual(changed.body(), {
      changed: 2,
      failed: [{ id: 999_999, code: 'E_NOT_FOUND' }],
    })
    const both = await send('post', '/api/records/team/bulk', { ids, filter: {}, action: 'delete' })
    assert.equal(both.body().error.details[0].code, 'E_BULK_TARGET')
  })

  test('refusals are coded, translated and name their place', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const send = sender(client, { ...headers, 'accept-language': 'en' })
    const rows: ['get' | 'post' | 'patch' | 'delete', string, Json | undefined, number, string][] =
      [
        ['post', '/api/records/nothing/query', {}, 404, 'E_UNKNOWN_ENTITY'],
        ['post', '/api/records/unit/query', { limit: 0 }, 400, 'E_BAD_QUERY'],
        ['post', '/api/records/unit/query', { select: ['secret'] }, 400, 'E_UNKNOWN_FIELD'],
        ['post', '/api/records/unit/query', { after: 'abc' }, 400, 'E_BAD_QUERY'],
        ['post', '/api/records/unit', { values: {} }, 422, 'E_VALIDATION'],
        ['post', '/api/records/unit', { values: 5 }, 400, 'E_BAD_QUERY'],
        ['get', '/api/records/unit/0', undefined, 404, 'E_NOT_FOUND'],
        ['get', '/api/records/unit/x', undefined, 404, 'E_NOT_FOUND'],
        ['delete', '/api/records/unit/1', undefined, 400, 'E_BAD_QUERY'],
        ['patch', '/api/records/unit/1', { values: {} }, 400, 'E_BAD_QUERY'],
      ]
    for (const [method, path, body, status, code] of rows) {
      const response = await send(method, path, body)
      const { error } = response.body()
      assert.deepEqual([response.status(), error.code], [status, code], `${method} ${path}`)
      for (const { message } of error.details ?? []) assert.notMatch(message, /^E_|errors\./)
    }
    ;(await client.post('/api/records/unit/query').json({})).assertStatus(401)
  })

  test('views are kept, shared by who may share, and checked like any query', async ({
    client,
    assert,
  }) => {
    const admin = sender(client, (await signInWith(['administrator'])).headers)
    const other = sender(client, (await signInWith(['administrator'])).headers)
    const view = { entity: 'unit', label: 'Mine', columns: [{ path: 'name', width: 200 }] }
    const made = await admin('post', '/api/views', view)
    made.assertStatus(201)
    const { id } = made.body().view
    const mine = async (send: typeof admin) => {
      const list = await send('get', '/api/views?entity=unit')
      return list.body().views.some((one: { id: number }) => one.id === id)
    }
    assert.isTrue(await mine(admin))
    assert.isFalse(await mine(other))
    ;(await other('patch', `/api/views/${id}`, { label: 'X' })).assertStatus(404)
    await admin('patch', `/api/views/${id}`, { shared: true, sort: [{ path: 'name' }] })
    assert.isTrue(await mine(other))
    const bad = await admin('patch', `/api/views/${id}`, { columns: [{ path: 'password' }] })
    assert.equal(bad.body().error.code, 'E_UNKNOWN_FIELD')
    ;(await admin('delete', `/api/views/${id}`)).assertStatus(204)
    assert.isFalse(await mine(admin))
  })

  test('a shared view reaches the people, teams and roles it names, and nobody else', async ({
    client,
    assert,
  }) => {
    const admin = sender(client, (await signInWith(['administrator'])).headers)
    const team = (await admin('post', '/api/records/team', { values: { name: 'Desk' } })).body()
      .record.id as number
    const named = await signInWith(['garden_keeper'])
    const mate = await signInWith(['garden_keeper'], { teams: [team] })
    const stranger = await signInWith(['garden_keeper'])
    const save = async (audience: Json) => {
      const view = { entity: 'garden_plant', label: 'For some', columns: [{ path: 'name' }] }
      const made = await admin('post', '/api/views', { ...view, audience })
      made.assertStatus(201)
      return made.body().view.id as number
    }
    const seenBy = async (id: number) => {
      const seen: boolean[] = []
      for (const { headers } of [named, mate, stranger]) {
        const { views } = (await client.get('/api/views').headers(headers)).body()
        seen.push(views.some((one: { id: number }) => one.id === id))
      }
      return seen
    }
    const people = { kind: 'people', users: [named.userId], teams: [team] }
    assert.deepEqual(await seenBy(await save(people)), [true, true, false])
    const roles = { kind: 'roles', roles: ['garden_keeper'] }
    assert.deepEqual(await seenBy(await save(roles)), [true, true, true])
    const others = { kind: 'roles', roles: ['administrator'] }
    assert.deepEqual(await seenBy(await save(others)), [false, false, false])
    assert.deepEqual(await seenBy(await save({ kind: 'personal' })), [false, false, false])
    assert.deepEqual(await seenBy(await save({ kind: 'everyone' })), [true, true, true])

    const own = sender(client, named.headers)
    const view = { entity: 'garden_plant', label: 'X', columns: [{ path: 'name' }] }
    const audiences: Json[] = [people, roles, { kind: 'everyone' }]
    for (const audience of audiences) {
      ;(await own('post', '/api/views', { ...view, audience })).assertStatus(403)
    }
    const faulty: Json[] = [
      { kind: 'people' },
      { kind: 'roles', roles: ['nobody'] },
      { kind: 'friends' },
    ]
    for (const audience of faulty) {
      const refused = await admin('post', '/api/views', { ...view, audience })
      refused.assertStatus(422)
      assert.equal(refused.body().error.details[0].code, 'E_VIEW_AUDIENCE')
    }
  })

  test('a saved view keeps its presentation, and a wrong one is refused with its place', async ({
    client,
    assert,
  }) => {
    const admin = sender(client, (await signInWith(['administrator'])).headers)
    const view = {
      entity: 'user',
      label: 'By language',
      columns: [{ path: 'name' }],
      presentation: 'board',
      board: { by: 'language', title: 'name', hidden: [''] },
      group: [{ path: 'language' }],
      aggregates: [{ fn: 'count' }],
      colours: [{ filter: { path: 'name', op: 'contains', value: 'a' }, colour: 'red' }],
    }
    const made = await admin('post', '/api/views', view)
    made.assertStatus(201)
    const { id, ...kept } = made.body().view
    assert.containsSubset(kept, { ...view, shared: false, mine: true })
    const renamed = await admin('patch', `/api/views/${id}`, { label: 'Renamed' })
    assert.containsSubset(renamed.body().view, { ...view, label: 'Renamed' })
    const wrong = await admin('patch', `/api/views/${id}`, { board: { by: 'name' } })
    wrong.assertStatus(422)
    assert.containsSubset(wrong.body().error.details, [
      { path: 'board.by', code: 'E_VIEW_BOARD_FIELD' },
    ])
  })

  test('the description of the API is OpenAPI 3.1', async ({ client, assert }) => {
    const send = sender(client, (await signInWith(['administrator'])).headers)
    const { openapi, paths } = (await send('get', '/api/openapi.json')).body()
    assert.equal(openapi, '3.1.0')
    assert.property(paths, '/api/records/unit/query')
  })

  test('sixteen people write at once through HTTP without an error', async ({ client, assert }) => {
    const send = sender(client, (await signInWith(['administrator'])).headers)
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        send('post', '/api/records/team', { values: { name: `writer ${index}` } })
      )
    )
    assert.isTrue(answers.every((answer) => answer.status() === 201))
    const filter = { path: 'name', op: 'starts_with', value: 'writer ' }
    const count = await send('post', '/api/records/team/count', { filter })
    assert.equal(count.body().count, 64)
  })
})
