import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { makeUser, signInAs, signInWith } from '#tests/support/people'

const ME = '/api/me'

test.group('forged requests from other sites', () => {
  test('{title} is refused with {code}')
    .with<{ title: string; change: Record<string, string>; code: string }[]>([
      { title: 'a write without a CSRF token', change: { 'x-csrf-token': '' }, code: 'E_CSRF' },
      {
        title: 'a write with a wrong CSRF token',
        change: { 'x-csrf-token': 'A'.repeat(43) },
        code: 'E_CSRF',
      },
      {
        title: 'a write from another site, with the right token',
        change: { origin: 'https://evil.example' },
        code: 'E_ORIGIN',
      },
      {
        title: 'a write that the browser calls cross-site',
        change: { 'sec-fetch-site': 'cross-site' },
        code: 'E_ORIGIN',
      },
    ])
    .run(async ({ client, assert }, { change, code }) => {
      const { headers } = await signInWith(['agent'])
      const sent: Record<string, string> = { ...headers, ...change }
      const response = await client.patch(ME).headers(sent).json({ theme: 'dark' })
      response.assertStatus(403)
      assert.equal(response.body().error.code, code)
    })

  test("somebody else's CSRF token is refused", async ({ client, assert }) => {
    const mine = await signInWith(['agent'])
    const other = await signInWith(['agent'])
    const response = await client
      .patch(ME)
      .headers({ ...mine.headers, 'x-csrf-token': other.csrf })
      .json({ theme: 'dark' })
    response.assertStatus(403)
    assert.equal(response.body().error.code, 'E_CSRF')
  })

  test('the token of a former session of the same person is refused', async ({ client }) => {
    const { id } = await makeUser({ roles: ['agent'] })
    const [old, now] = [await signInAs(id), await signInAs(id)]
    const headers = { ...now.headers, 'x-csrf-token': old.csrf }
    ;(await client.patch(ME).headers(headers).json({ theme: 'dark' })).assertStatus(403)
  })

  test('signing in from another site is refused', async ({ client, assert }) => {
    const response = await client
      .post('/api/session')
      .header('origin', 'https://evil.example')
      .json({ login: 'x', password: 'y' })
    response.assertStatus(403)
    assert.equal(response.body().error.code, 'E_ORIGIN')
  })

  test('reading needs no token, a write with it passes', async ({ client }) => {
    const { headers } = await signInWith(['agent'])
    const { cookie } = headers
    ;(await client.get('/api/session').header('cookie', cookie ?? '')).assertStatus(200)
    ;(await client.patch(ME).headers(headers).json({ theme: 'dark' })).assertStatus(200)
  })
})

test.group('personal access tokens', () => {
  async function makeToken(
    client: import('@japa/api-client').ApiClient,
    headers: Record<string, string>,
    body: object
  ) {
    const response = await client.post('/api/me/tokens').headers(headers).json(body)
    response.assertStatus(201)
    return response.body().token as { id: number; value: string; name: string }
  }

  test('work without a cookie and without a CSRF token', async ({ client, assert }) => {
    const { headers, userId } = await signInWith(['agent'])
    const { value } = await makeToken(client, headers, { name: 'reporting' })
    assert.match(value, /^pv_[\w-]{43}$/)
    const who = await client.get('/api/session').header('authorization', `Bearer ${value}`)
    who.assertStatus(200)
    assert.equal(who.body().user.id, userId)
    assert.equal(who.body().csrf, '')
    const write = await client
      .patch(ME)
      .header('authorization', `Bearer ${value}`)
      .json({ theme: 'light' })
    write.assertStatus(200)
  })

  test('are stored as a hash and shown once', async ({ client, assert }) => {
    const { headers, userId } = await signInWith(['agent'])
    const { value } = await makeToken(client, headers, { name: 'once' })
    const { read } = await app.container.make(Database)
    const stored = JSON.stringify(await read('access_tokens').where('user_id', userId))
    assert.notInclude(stored, value)
    const list = await client.get('/api/me/tokens').headers(headers)
    assert.equal(list.body().tokens[0].name, 'once')
    assert.notInclude(list.text(), value)
  })

  test('are narrowed to their scopes', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const { value } = await makeToken(client, headers, { name: 'r', scopes: ['records.read'] })
    const bearer = `Bearer ${value}`
    const read = await client
      .post('/api/records/user/query')
      .header('authorization', bearer)
      .json({ select: ['name'] })
    read.assertStatus(200)
    const admin = await client.get('/api/admin/users').header('authorization', bearer)
    admin.assertStatus(403)
    const write = await client
      .post('/api/records/team')
      .header('authorization', bearer)
      .json({ values: { name: 'x' } })
    assert.oneOf(write.status(), [403, 404])
    const unknown = await client
      .post('/api/me/tokens')
      .headers(headers)
      .json({ name: 'x', scopes: ['no.such'] })
    unknown.assertStatus(422)
    assert.equal(unknown.body().error.code, 'E_TOKEN_SCOPE')
  })

  test('cannot make or revoke tokens, nor change the password', async ({ client, assert }) => {
    const { headers } = await signInWith(['agent'])
    const { value, id } = await makeToken(client, headers, { name: 'x' })
    const bearer = { authorization: `Bearer ${value}` }
    const made = await client.post('/api/me/tokens').headers(bearer).json({ name: 'y' })
    const gone = await client.delete(`/api/me/tokens/${id}`).headers(bearer)
    const password = { password: 'another long phrase', currentPassword: 'x' }
    const changed = await client.patch(ME).headers(bearer).json(password)
    for (const response of [made, gone, changed]) {
      response.assertStatus(403)
      assert.equal(response.body().error.code, 'E_SESSION_REQUIRED')
    }
  })

  test('{title} is refused, whatever cookie comes along')
    .with([
      { title: 'a forged token', value: `pv_${'A'.repeat(43)}` },
      { title: 'a token without its prefix', value: 'A'.repeat(43) },
      { title: 'nonsense', value: '%00' },
    ])
    .run(async ({ client, assert }, { value }) => {
      const { headers } = await signInWith(['administrator'])
      const response = await client
        .get('/api/session')
        .headers({ ...headers, authorization: `Bearer ${value}` })
      response.assertStatus(401)
      assert.equal(response.body().error.code, 'E_UNAUTHENTICATED')
    })

  test('revoked and expired ones are refused', async ({ client }) => {
    const { headers, userId } = await signInWith(['agent'])
    const revoked = await makeToken(client, headers, { name: 'a' })
    const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
    ;(await client.get('/api/session').headers(bearer(revoked.value))).assertStatus(200)
    ;(await client.delete(`/api/me/tokens/${revoked.id}`).headers(headers)).assertStatus(204)
    ;(await client.get('/api/session').headers(bearer(revoked.value))).assertStatus(401)
    const expired = await makeToken(client, headers, { name: 'b', days: 1 })
    const { write } = await app.container.make(Database)
    await write('access_tokens')
      .where({ user_id: userId, id: expired.id })
      .update({ expires_at: '2020-01-01T00:00:00.000Z' })
    ;(await client.get('/api/session').headers(bearer(expired.value))).assertStatus(401)
  })
})

test.group('bad requests', () => {
  const TEXTS = {
    en: 'The request cannot be understood: json',
    fa: 'درخواست قابل فهم نیست: json',
    az: 'Sorğu anlaşılmır: json',
  } as const

  test('malformed JSON in {$self}: a code and a text in the language of the reader')
    .with(['en', 'fa', 'az'] as const)
    .run(async ({ client, assert }, language) => {
      const response = await client
        .post('/api/session')
        .headers({ 'content-type': 'application/json', 'accept-language': language })
        .setup((request) => {
          request.request.send('{"login": "x", ')
        })
      response.assertStatus(400)
      const { code, message, request_id: id } = response.body().error
      assert.equal(code, 'E_BAD_REQUEST')
      assert.equal(message, TEXTS[language])
      assert.equal(response.header('content-language'), language)
      assert.equal(response.header('x-request-id'), id)
    })

  test('the language of the user wins over that of the browser', async ({ client, assert }) => {
    const { headers } = await signInWith(['agent'], { values: { language: 'fa' } })
    const response = await client
      .get('/api/admin/users')
      .headers({ ...headers, 'accept-language': 'az' })
    response.assertStatus(403)
    assert.equal(response.body().error.message, 'اجازه این کار را ندارید.')
  })

  test('an oversized body is refused with its limit', async ({ client, assert }) => {
    const response = await client
      .post('/api/session')
      .json({ login: 'x', password: 'y'.repeat(1_100_000) })
    response.assertStatus(413)
    assert.equal(response.body().error.code, 'E_TOO_LARGE')
    assert.isNumber(response.body().error.params.limit)
  })

  test('nobody makes us read a body before signing in', async ({ client }) => {
    const response = await client.post('/api/records/user').json({ values: 'y'.repeat(1_100_000) })
    response.assertStatus(401)
  })

  test('an unknown address and a wrong method have a code', async ({ client, assert }) => {
    const { headers } = await signInWith(['agent'])
    const unknown = await client.get('/api/no/such').headers(headers)
    unknown.assertStatus(404)
    assert.match(unknown.body().error.code, /^E_(ROUTE_)?NOT_FOUND$/)
    const method = await client.put('/api/session').headers(headers)
    method.assertStatus(404)
    assert.equal(method.body().error.code, 'E_ROUTE_NOT_FOUND')
  })

  test('what nobody foresaw tells the client nothing but a number', async ({ client, assert }) => {
    const { headers, userId } = await signInWith(['agent'])
    const { write } = await app.container.make(Database)
    await write.schema.renameTable('access_tokens', 'access_tokens_away')
    try {
      const response = await client.get('/api/me/tokens').headers(headers)
      response.assertStatus(500)
      const { error } = response.body()
      assert.sameMembers(Object.keys(error), ['code', 'message', 'request_id'])
      assert.equal(error.code, 'E_INTERNAL')
      assert.notMatch(response.text(), /select|sqlite|access_tokens|at .*\.ts|node_modules/i)
      assert.notInclude(response.text(), String(userId))
    } finally {
      await write.schema.renameTable('access_tokens_away', 'access_tokens')
    }
  })

  test('a request id of the caller is kept only when it is a plain one', async ({
    client,
    assert,
  }) => {
    const kept = await client.get('/health').header('x-request-id', 'abc-123')
    assert.equal(kept.header('x-request-id'), 'abc-123')
    const replaced = await client.get('/health').header('x-request-id', 'a b"<script>')
    assert.match(String(replaced.header('x-request-id')), /^[\w-]{20,}$/)
  })
})

test.group('security headers', () => {
  test('{$self} carries them')
    .with(['/health', '/', '/api/session', '/assets/none.js', '/icon.svg'])
    .run(async ({ client, assert }, path) => {
      const response = await client.get(path)
      const csp = String(response.header('content-security-policy'))
      assert.include(csp, `script-src 'self'`)
      assert.notMatch(csp, /script-src[^;]*unsafe/)
      assert.include(csp, `frame-ancestors 'none'`)
      assert.equal(response.header('x-content-type-options'), 'nosniff')
      assert.equal(response.header('x-frame-options'), 'DENY')
      assert.equal(response.header('referrer-policy'), 'same-origin')
      assert.equal(response.header('cross-origin-opener-policy'), 'same-origin')
      assert.isString(response.header('x-request-id'))
      if (path.startsWith('/api/')) assert.equal(response.header('cache-control'), 'no-store')
    })
})
