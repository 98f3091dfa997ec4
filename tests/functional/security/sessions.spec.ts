import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { AuditLog } from '#core/security/audit_log'
import { E_SIGN_IN_FAILED } from '#core/security/errors'
import { PasswordHasher } from '#core/security/password_hasher'
import { SESSION_COOKIE } from '#core/security/session_cookie'
import { hashSecret, newSecret } from '#core/security/secret_token'
import { Sessions } from '#core/security/sessions'
import { SignIn } from '#core/security/sign_in'
import { SignInAttempts } from '#core/security/sign_in_attempts'
import { Users } from '#core/security/users'
import { Records } from '#core/records/records'
import { makeUser, signInAs, signInWith } from '#tests/support/people'

const PASSWORD = 'a long and fine phrase'

async function database() {
  return app.container.make(Database)
}

function cookieOf(response: { header(name: string): string | string[] | undefined }): string {
  const header = response.header('set-cookie')
  const cookies = Array.isArray(header) ? header : [header ?? '']
  return cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`)) ?? ''
}
const tokenOf = (cookie: string) => /=([^;]*)/.exec(cookie)?.[1] ?? ''

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

test.group('signing in', () => {
  test('gives a cookie that scripts cannot read, and the CSRF token', async ({
    client,
    assert,
  }) => {
    const { id, login } = await makeUser({ roles: ['supervisor'], password: PASSWORD })
    const response = await client.post('/api/session').json({ login, password: PASSWORD })
    response.assertStatus(200)
    assert.deepInclude(response.body().user, {
      id,
      login,
      language: 'en',
      calendar: 'gregory',
      timeZone: 'UTC',
      theme: 'system',
    })
    assert.include(response.body().permissions, 'core.share_views')
    assert.notInclude(response.body().permissions, 'core.admin.users')
    const cookie = cookieOf(response)
    assert.match(cookie, /; HttpOnly/)
    assert.match(cookie, /; SameSite=Lax/)
    assert.match(cookie, /; Path=\//)
    assert.match(tokenOf(cookie), /^[\w-]{43}$/)
    const again = await client.get('/api/session').header('cookie', cookie.split(';')[0] ?? '')
    again.assertStatus(200)
    assert.equal(again.body().csrf, response.body().csrf)
  })

  test('stores neither the token nor the password', async ({ client, assert }) => {
    const { id, login } = await makeUser({ password: PASSWORD })
    const response = await client.post('/api/session').json({ login, password: PASSWORD })
    const { read } = await database()
    const rows = [
      ...(await read('sessions').where('user_id', id)),
      ...(await read('credentials').where('user_id', id)),
    ]
    const stored = JSON.stringify(rows)
    assert.notInclude(stored, tokenOf(cookieOf(response)))
    assert.notInclude(stored, PASSWORD)
    assert.include(stored, '$scrypt$')
  })

  test('does not care about the case of the login', async ({ client }) => {
    const { login } = await makeUser({ password: PASSWORD })
    const response = await client
      .post('/api/session')
      .json({ login: ` ${login.toUpperCase()} `, password: PASSWORD })
    response.assertStatus(200)
  })

  test('never continues a session that the browser brought along', async ({ client, assert }) => {
    const planted = newSecret()
    const { login, id } = await makeUser({ password: PASSWORD })
    const first = await client
      .post('/api/session')
      .header('cookie', `${SESSION_COOKIE}=${planted}`)
      .json({ login, password: PASSWORD })
    const token = tokenOf(cookieOf(first))
    assert.notEqual(token, planted)
    const second = await client
      .post('/api/session')
      .header('cookie', `${SESSION_COOKIE}=${token}`)
      .json({ login, password: PASSWORD })
    assert.notEqual(tokenOf(cookieOf(second)), token)
    const old = await client.get('/api/session').header('cookie', `${SESSION_COOKIE}=${token}`)
    old.assertStatus(401)
    const { read } = await database()
    assert.lengthOf(await read('sessions').where('user_id', id), 1)
  })

  test('is audited, and so is a refusal, without the login nobody has', async ({
    client,
    assert,
  }) => {
    const { id, login } = await makeUser({ password: PASSWORD })
    await client.post('/api/session').json({ login, password: PASSWORD })
    await client.post('/api/session').json({ login, password: 'wrong' })
    await client.post('/api/session').json({ login: 'my-secret-by-mistake', password: 'x' })
    const { read } = await database()
    const rows: { action: string; actor_id: number; record_id: number | null; details: string }[] =
      await read('audit_log').whereLike('action', 'session.%').orderBy('seq', 'desc').limit(3)
    assert.deepEqual(
      rows.map((row) => [row.action, row.actor_id, row.record_id]),
      [
        ['session.refused', 0, null],
        ['session.refused', 0, id],
        ['session.started', id, null],
      ]
    )
    assert.notInclude(JSON.stringify(rows), 'my-secret-by-mistake')
  })
})

test.group('refused sign-ins', () => {
  test('an unknown login, a wrong password, a disabled user and one without a password look the same', async ({
    client,
    assert,
  }) => {
    const known = await makeUser({ password: PASSWORD })
    const disabled = await makeUser({ password: PASSWORD, values: { active: false } })
    const without = await makeUser()
    const answers = []
    for (const [login, password] of [
      ['nobody-has-this', PASSWORD],
      [known.login, 'wrong'],
      [disabled.login, PASSWORD],
      [without.login, PASSWORD],
    ]) {
      const response = await client.post('/api/session').json({ login, password })
      response.assertStatus(401)
      const { code, message } = response.body().error
      answers.push(JSON.stringify({ code, message, cookies: cookieOf(response) }))
    }
    assert.lengthOf([...new Set(answers)], 1)
    assert.include(answers[0], 'E_SIGN_IN_FAILED')
  })

  test('an unknown login, a disabled user and a wrong password cost one hash of the same strength', async ({
    assert,
  }) => {
    const hash = await app.container.make('hash')
    const checked: string[] = []
    const hasher = new PasswordHasher({
      make: (password) => hash.make(password),
      verify(against, password) {
        checked.push(against)
        return hash.verify(against, password)
      },
      needsReHash: (against) => hash.needsReHash(against),
    })
    const make = <T>(service: new (...args: never[]) => T) => app.container.make(service)
    const signIn = new SignIn(
      await make(Database),
      hasher,
      await make(SignInAttempts),
      await make(Sessions),
      await make(AuditLog)
    )
    const known = await makeUser({ password: PASSWORD })
    const disabled = await makeUser({ password: PASSWORD, values: { active: false } })
    const without = await makeUser()
    const origin = { address: '10.4.4.4', channel: 'web' }
    const logins = [known.login, 'nobody-has-such-a-login', disabled.login, without.login]
    for (const login of logins) {
      const attempt = signIn.signIn({ login, password: 'wrong' }, origin, null, null)
      await assert.rejects(() => attempt, E_SIGN_IN_FAILED)
    }
    /** `$scrypt$n=…,r=…,p=…$salt$hash`: the same parameters take the same time. */
    const strengths = checked.map((text) => text.split('$').slice(0, 3).join('$'))
    assert.deepEqual(strengths, Array(4).fill(strengths[0]))
    assert.match(strengths[0] ?? '', /^\$scrypt\$n=\d+,r=8,p=\d+$/)
  })

  test('five failures lock the login, the right password included, known or not', async ({
    client,
    assert,
  }) => {
    const known = await makeUser({ password: PASSWORD })
    for (const login of [known.login, 'nobody-has-that']) {
      for (let n = 0; n < 5; n++) {
        const refused = await client.post('/api/session').json({ login, password: `wrong ${n}` })
        refused.assertStatus(401)
      }
      const locked = await client.post('/api/session').json({ login, password: PASSWORD })
      locked.assertStatus(429)
      assert.equal(locked.body().error.code, 'E_SIGN_IN_LOCKED')
      assert.isAtMost(locked.body().error.params.seconds, 60)
      assert.isAtLeast(locked.body().error.params.seconds, 55)
      assert.equal(locked.header('retry-after'), String(locked.body().error.params.seconds))
    }
  })

  test('attempts at the same time are all counted', async ({ client, assert }) => {
    const { login } = await makeUser({ password: PASSWORD })
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        client.post('/api/session').json({ login, password: `wrong ${n}` })
      )
    )
    const statuses = responses.map((response) => response.status()).sort()
    assert.deepEqual(statuses, [...Array(5).fill(401), ...Array(7).fill(429)])
  })

  test('an administrator unlocks', async ({ client }) => {
    const { id, login } = await makeUser({ password: PASSWORD })
    for (let n = 0; n < 5; n++) await client.post('/api/session').json({ login, password: 'wrong' })
    const admin = await signInWith(['administrator'])
    const unlocked = await client.post(`/api/admin/users/${id}/unlock`).headers(admin.headers)
    unlocked.assertStatus(204)
    const response = await client.post('/api/session').json({ login, password: PASSWORD })
    response.assertStatus(200)
  })

  test('a success takes the failures back', async ({ client }) => {
    const { login } = await makeUser({ password: PASSWORD })
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 3; n++)
        await client.post('/api/session').json({ login, password: 'wrong' })
      const response = await client.post('/api/session').json({ login, password: PASSWORD })
      response.assertStatus(200)
    }
  })

  test('a bad body is refused field by field', async ({ client, assert }) => {
    const response = await client.post('/api/session').json({ login: 7 })
    response.assertStatus(422)
    const { code, details } = response.body().error
    assert.equal(code, 'E_VALIDATION')
    assert.deepEqual(
      details.map((detail: { path: string; code: string }) => [detail.path, detail.code]),
      [
        ['login', 'string'],
        ['password', 'required'],
      ]
    )
  })
})

test.group('forged and ended sessions', () => {
  test('{title} is refused')
    .with([
      { title: 'no cookie', cookie: '' },
      { title: 'an empty token', cookie: `${SESSION_COOKIE}=` },
      { title: 'a forged token', cookie: `${SESSION_COOKIE}=${newSecret()}` },
      { title: 'the hash instead of the token', cookie: `${SESSION_COOKIE}=${hashSecret('x')}` },
      { title: 'SQL', cookie: `${SESSION_COOKIE}=' or '1'='1` },
      { title: 'a monster', cookie: `${SESSION_COOKIE}=${'a'.repeat(8_000)}` },
    ])
    .run(async ({ client, assert }, { cookie }) => {
      const response = await client.get('/api/session').header('cookie', cookie)
      response.assertStatus(401)
      assert.equal(response.body().error.code, 'E_UNAUTHENTICATED')
    })

  test('signing out ends it here at once', async ({ client, assert }) => {
    const { headers } = await signInWith(['agent'])
    const out = await client.delete('/api/session').headers(headers)
    out.assertStatus(204)
    assert.match(cookieOf(out), /Max-Age=0/)
    const response = await client.get('/api/session').headers(headers)
    response.assertStatus(401)
  })

  test('an expired one is refused, idle or absolute', async ({ client }) => {
    const { write } = await database()
    for (const column of ['last_seen_at', 'expires_at']) {
      const { headers, userId } = await signInWith(['agent'])
      await write('sessions')
        .where('user_id', userId)
        .update({ [column]: '2020-01-01T00:00:00.000Z' })
      const response = await client.get('/api/session').headers(headers)
      response.assertStatus(401)
    }
  })

  test('a disabled user is out at once, and a deleted one', async ({ client }) => {
    const admin = await signInWith(['administrator'])
    const records = await app.container.make(Records)
    const origin = { address: null, channel: 'web' }
    const first = await signInWith(['agent'])
    await records.update(admin.actor, origin, 'user', first.userId, { active: false })
    ;(await client.get('/api/session').headers(first.headers)).assertStatus(401)
    const second = await signInWith(['agent'])
    await records.remove(admin.actor, origin, 'user', second.userId)
    ;(await client.get('/api/session').headers(second.headers)).assertStatus(401)
  })

  test('a new role works at the next request', async ({ client, assert }) => {
    const { headers, userId, actor } = await signInWith(['agent'])
    assert.isFalse(actor.access.can('core.share_views'))
    const users = await app.container.make(Users)
    const admin = await signInWith(['administrator'])
    const origin = { address: null, channel: 'web' }
    await users.setRoles(admin.actor, origin, userId, ['supervisor'])
    const response = await client.get('/api/session').headers(headers)
    assert.include(response.body().permissions, 'core.share_views')
  })

  test('sessions are listed and ended one by one or all at once', async ({ client, assert }) => {
    const { id } = await makeUser({ roles: ['agent'] })
    const [here, there, elsewhere] = [await signInAs(id), await signInAs(id), await signInAs(id)]
    const stranger = await signInWith(['agent'])
    const list = await client.get('/api/me/sessions').headers(here.headers)
    const { sessions } = list.body() as { sessions: { id: number; current: boolean }[] }
    assert.lengthOf(sessions, 3)
    assert.deepEqual(
      sessions.map((session) => session.current),
      [false, false, true]
    )
    const newest = sessions[0]?.id ?? 0
    const foreign = await client.delete(`/api/me/sessions/${newest}`).headers(stranger.headers)
    foreign.assertStatus(404)
    const ended = await client.delete(`/api/me/sessions/${newest}`).headers(here.headers)
    ended.assertStatus(204)
    ;(await client.get('/api/session').headers(elsewhere.headers)).assertStatus(401)
    const all = await client.delete('/api/me/sessions').headers(here.headers)
    assert.deepEqual(all.body(), { ended: 1 })
    ;(await client.get('/api/session').headers(there.headers)).assertStatus(401)
    ;(await client.get('/api/session').headers(here.headers)).assertStatus(200)
  })
})
