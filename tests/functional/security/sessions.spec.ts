import { test } from '@japa/runner'
import { signInWith } from '#tests/support/people'

test.group('closed API', () => {
  test('{method} {path} needs a sign-in')
    .with([
      { method: 'GET', path: '/api/session' },
      { method: 'GET', path: '/api/metadata' },
      { method: 'POST', path: '/api/records/user/query' },
      { method: 'GET', path: '/api/admin/users' },
      { method: 'GET', path: '/api/nothing-is-here' },
    ])
    .run(async ({ client, assert }, { method, path }) => {
      const response = await client.request(path, method)
      response.assertStatus(401)
      assert.equal(response.body().error.code, 'E_UNAUTHENTICATED')
    })

  test('a session opens it', async ({ client, assert }) => {
    const { headers, actor, csrf } = await signInWith(['agent'])
    const response = await client.get('/api/session').headers(headers)
    response.assertStatus(200)
    assert.equal(response.body().user.id, actor.userId)
    assert.equal(response.body().csrf, csrf)
  })
})
