import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { ADMINISTRATOR } from '#core/security/administrators'
import { Actors } from '#core/security/actors'
import { FirstAdministrator } from '#core/security/first_administrator'
import { hashSecret } from '#core/security/secret_token'
import { makeUser, signInAs, signInWith, unique } from '#tests/support/people'

const PASSWORD = 'a long and fine phrase'
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? ''

/** Runs while nobody is an administrator who can sign in; puts the others back afterwards. */
async function withoutAdministrators(work: () => Promise<void>): Promise<void> {
  const { write } = await app.container.make(Database)
  await write('user_roles').where('role', ADMINISTRATOR).update({ role: 'away' })
  try {
    await work()
  } finally {
    await write('user_roles').where('role', 'away').update({ role: ADMINISTRATOR })
  }
}

test.group('the first administrator', () => {
  test('signs up through a link that works once', async ({ client, assert }) => {
    await withoutAdministrators(async () => {
      const first = await app.container.make(FirstAdministrator)
      const link = (await first.setupLink('http://crm.example/')) ?? ''
      assert.match(link, /^http:\/\/crm\.example\/setup\?token=[\w-]{43}$/)
      const token = tokenOf(link)
      const shown = await client.get(`/api/setup/${token}`)
      assert.deepEqual(shown.body(), { valid: true, purpose: 'first_administrator' })

      const login = unique('first')
      const weak = await client
        .post('/api/setup')
        .json({ token, login, name: 'First', password: 'password1' })
      weak.assertStatus(422)
      assert.equal(weak.body().error.details[0].code, 'password_short')

      const body = { token, login, name: 'First', password: PASSWORD }
      ;(await client.post('/api/setup').json(body)).assertStatus(204)
      const again = await client.post('/api/setup').json({ ...body, login: unique('second') })
      again.assertStatus(410)
      assert.equal(again.body().error.code, 'E_SETUP_LINK')
      const used = await client.get(`/api/setup/${token}`)
      assert.deepEqual(used.body(), { valid: false })

      const session = await client.post('/api/session').json({ login, password: PASSWORD })
      session.assertStatus(200)
      assert.include(session.body().permissions, 'core.admin.users')
      assert.isNull(await first.setupLink('http://crm.example'))
    })
  })

  test('a newer link replaces the former, an old one is refused', async ({ client, assert }) => {
    await withoutAdministrators(async () => {
      const first = await app.container.make(FirstAdministrator)
      const old = tokenOf((await first.setupLink('http://x')) ?? '')
      const now = tokenOf((await first.setupLink('http://x')) ?? '')
      assert.deepEqual((await client.get(`/api/setup/${old}`)).body(), { valid: false })
      const { write } = await app.container.make(Database)
      await write('setup_links')
        .where('token_hash', hashSecret(now))
        .update({ expires_at: '2020-01-01T00:00:00.000Z' })
      assert.deepEqual((await client.get(`/api/setup/${now}`)).body(), { valid: false })
    })
  })

  test('a link is worth nothing once there is an administrator', async ({ client, assert }) => {
    let token = ''
    await withoutAdministrators(async () => {
      const first = await app.container.make(FirstAdministrator)
      token = tokenOf((await first.setupLink('http://x')) ?? '')
    })
    await makeUser({ roles: [ADMINISTRATOR], password: PASSWORD })
    const login = unique('late')
    const body = { token, login, name: 'Late', password: PASSWORD }
    const response = await client.post('/api/setup').json(body)
    response.assertStatus(410)
    assert.equal(response.body().error.code, 'E_SETUP_LINK')
  })
})

test.group('my own account', () => {
  test('preferences are mine to change, whatever my roles', async ({ client, assert }) => {
    const { headers, userId } = await signInWith([])
    const response = await client.patch('/api/me').headers(headers).json({
      language: 'fa',
      calendar: 'persian',
      timeZone: 'Asia/Tehran',
      theme: 'dark',
    })
    response.assertStatus(200)
    const expected = {
      id: userId,
      language: 'fa',
      calendar: 'persian',
      timeZone: 'Asia/Tehran',
      theme: 'dark',
    }
    assert.deepInclude(response.body().user, expected)
    const session = await client.get('/api/session').headers(headers)
    assert.deepInclude(session.body().user, expected)
  })

  test('nothing else of me is', async ({ client, assert }) => {
    const { headers, userId } = await signInWith([])
    const body = { theme: 'dark', active: false, login: 'root', unit: 1, roles: ['administrator'] }
    await client.patch('/api/me').headers(headers).json(body)
    const { read } = await app.container.make(Database)
    const row = (await read('users').where('id', userId).first()) as { login: string }
    assert.notEqual(row.login, 'root')
    const actors = await app.container.make(Actors)
    assert.deepEqual((await actors.load(userId)).roles, [])
  })

  test('an unknown time zone is refused', async ({ client, assert }) => {
    const { headers } = await signInWith([])
    const response = await client
      .patch('/api/me')
      .headers(headers)
      .json({ timeZone: 'Mars/Olympus' })
    response.assertStatus(422)
    assert.equal(response.body().error.details[0].code, 'time_zone')
  })

  test('a new password needs the present one, and ends all other sessions', async ({
    client,
    assert,
  }) => {
    const { id, login } = await makeUser({ roles: ['agent'], password: PASSWORD })
    const [here, there] = [await signInAs(id), await signInAs(id)]
    const change = (body: object) => client.patch('/api/me').headers(here.headers).json(body)

    const missing = await change({ password: 'another fine phrase' })
    missing.assertStatus(422)
    const wrong = await change({ password: 'another fine phrase', currentPassword: 'wrong' })
    wrong.assertStatus(401)
    assert.equal(wrong.body().error.code, 'E_SIGN_IN_FAILED')
    const weak = await change({ password: `${login} 1`, currentPassword: PASSWORD })
    weak.assertStatus(422)

    const good = await change({ password: 'another fine phrase', currentPassword: PASSWORD })
    good.assertStatus(200)
    ;(await client.get('/api/session').headers(there.headers)).assertStatus(401)
    ;(await client.get('/api/session').headers(here.headers)).assertStatus(200)
    const body = { login, password: 'another fine phrase' }
    ;(await client.post('/api/session').json(body)).assertStatus(200)
  })
})

test.group('administration of users', () => {
  test('{method} {path} needs its permission')
    .with([
      { method: 'GET', path: '/api/admin/users' },
      { method: 'POST', path: '/api/admin/users' },
      { method: 'DELETE', path: '/api/admin/users/1' },
      { method: 'POST', path: '/api/admin/users/1/password-link' },
      { method: 'GET', path: '/api/admin/roles' },
      { method: 'POST', path: '/api/admin/roles' },
      { method: 'GET', path: '/api/admin/audit' },
      { method: 'GET', path: '/api/admin/units' },
      { method: 'PUT', path: '/api/admin/teams/1/members' },
    ])
    .run(async ({ client, assert }, { method, path }) => {
      const { headers } = await signInWith(['supervisor'])
      const response = await client.request(path, method).headers(headers)
      response.assertStatus(403)
      assert.equal(response.body().error.code, 'E_FORBIDDEN')
    })

  test('creates, lists, changes, resets and deletes', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const unit = await client
      .post('/api/admin/units')
      .headers(headers)
      .json({ values: { name: 'Head office' } })
    unit.assertStatus(201)
    const team = await client
      .post('/api/admin/teams')
      .headers(headers)
      .json({ values: { name: unique('team') } })
    const login = unique('clerk')
    const created = await client
      .post('/api/admin/users')
      .headers(headers)
      .json({
        values: { login, name: 'Clerk', unit: unit.body().record.id },
        roles: ['agent'],
        teams: [team.body().record.id],
      })
    created.assertStatus(201)
    const { user } = created.body()
    assert.deepInclude(user, { login, roles: ['agent'], active: true, canSignIn: false })
    assert.equal(user.unit.label, 'Head office')
    assert.equal(user.teams[0].id, team.body().record.id)

    const found = await client.get('/api/admin/users').qs({ q: login }).headers(headers)
    assert.lengthOf(found.body().users, 1)

    const link = await client.post(`/api/admin/users/${user.id}/password-link`).headers(headers)
    const token = tokenOf(link.body().link)
    ;(await client.post('/api/setup').json({ token, password: PASSWORD })).assertStatus(204)
    ;(await client.post('/api/session').json({ login, password: PASSWORD })).assertStatus(200)
    ;(await client.post('/api/setup').json({ token, password: PASSWORD })).assertStatus(410)

    const changed = await client
      .patch(`/api/admin/users/${user.id}`)
      .headers(headers)
      .json({ values: { name: 'Clerk II' }, roles: ['supervisor'], teams: [] })
    changed.assertStatus(200)
    assert.deepInclude(changed.body().user, { name: 'Clerk II', roles: ['supervisor'], teams: [] })

    ;(await client.delete(`/api/admin/users/${user.id}`).headers(headers)).assertStatus(204)
    ;(await client.get(`/api/admin/users/${user.id}`).headers(headers)).assertStatus(404)
    ;(await client.post('/api/session').json({ login, password: PASSWORD })).assertStatus(401)
  })

  test('a login is there once, in whatever case', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const { login } = await makeUser()
    const response = await client
      .post('/api/admin/users')
      .headers(headers)
      .json({ values: { login: login.toUpperCase(), name: 'Twin' }, roles: [] })
    assert.oneOf(response.status(), [409, 422])
  })

  test('a unit cannot become its own ancestor', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const make = async (values: object) => {
      const response = await client.post('/api/admin/units').headers(headers).json({ values })
      return response.body().record.id as number
    }
    const top = await make({ name: 'Top' })
    const below = await make({ name: 'Below', parent: top })
    const response = await client
      .patch(`/api/admin/units/${top}`)
      .headers(headers)
      .json({ values: { parent: below } })
    response.assertStatus(422)
    assert.equal(response.body().error.code, 'E_UNIT_CYCLE')
  })

  test('the last administrator can neither lose the role nor be disabled or deleted', async ({
    client,
    assert,
  }) => {
    await withoutAdministrators(async () => {
      const { id } = await makeUser({ roles: [ADMINISTRATOR], password: PASSWORD })
      const { headers } = await signInAs(id)
      const refused = [
        await client.patch(`/api/admin/users/${id}`).headers(headers).json({ roles: [] }),
        await client
          .patch(`/api/admin/users/${id}`)
          .headers(headers)
          .json({ values: { active: false } }),
        await client.delete(`/api/admin/users/${id}`).headers(headers),
        await client
          .patch(`/api/records/user/${id}`)
          .headers(headers)
          .json({ version: 1, values: { active: false } }),
      ]
      for (const response of refused) {
        response.assertStatus(409)
        assert.equal(response.body().error.code, 'E_LAST_ADMINISTRATOR')
      }
    })
  })
})

test.group('rights that one does not have', () => {
  /** A role that manages users and roles, and nothing else. */
  async function clerk(client: import('@japa/api-client').ApiClient) {
    const admin = await signInWith(['administrator'])
    const name = unique('user_clerk')
    const made = await client
      .post('/api/admin/roles')
      .headers(admin.headers)
      .json({
        name,
        label: { en: 'User clerk' },
        entities: {
          user: { read: 'all', create: 'all', update: 'all', delete: 'all' },
          unit: { read: 'all' },
          team: { read: 'all' },
        },
        permissions: ['core.admin.users', 'core.admin.roles'],
      })
    made.assertStatus(201)
    return { admin, role: made.body().role.name as string }
  }

  test('cannot be handed out', async ({ client, assert }) => {
    const { role } = await clerk(client)
    const { headers, userId } = await signInWith([role])
    const own = await client
      .patch(`/api/admin/users/${userId}`)
      .headers(headers)
      .json({ roles: [role, 'administrator'] })
    own.assertStatus(403)
    assert.equal(own.body().error.code, 'E_ESCALATION')
    const fresh = await client
      .post('/api/admin/users')
      .headers(headers)
      .json({ values: { login: unique('x'), name: 'X' }, roles: ['administrator'] })
    fresh.assertStatus(403)
  })

  test('cannot be acted upon', async ({ client, assert }) => {
    const { admin, role } = await clerk(client)
    const { headers } = await signInWith([role])
    const path = `/api/admin/users/${admin.userId}`
    const refused = [
      await client.post(`${path}/password-link`).headers(headers),
      await client
        .patch(path)
        .headers(headers)
        .json({ values: { active: false } }),
      await client.delete(path).headers(headers),
      await client.delete(`${path}/sessions`).headers(headers),
    ]
    for (const response of refused) {
      response.assertStatus(403)
      assert.equal(response.body().error.code, 'E_ESCALATION')
    }
  })

  test('cannot be written into a role', async ({ client, assert }) => {
    const { role } = await clerk(client)
    const { headers } = await signInWith([role])
    const own = await client
      .patch(`/api/admin/roles/${role}`)
      .headers(headers)
      .json({ changes: [{ path: ['permissions'], value: ['*'] }] })
    own.assertStatus(403)
    assert.equal(own.body().error.code, 'E_ESCALATION')
  })

  test('a sensitive field is opened to a role by those who may, who need not see it themselves', async ({
    client,
    assert,
  }) => {
    const { admin } = await clerk(client)
    const entities = { contact: { read: 'all' } }
    const wish = (permissions: string[]) => ({
      name: unique('seer'),
      label: { en: 'Seer' },
      entities,
      fields: { contact: { national_id: 'read' } },
      permissions,
    })
    const given = await client.post('/api/admin/roles').headers(admin.headers).json(wish([]))
    given.assertStatus(201)
    const keeper = await client
      .post('/api/admin/roles')
      .headers(admin.headers)
      .json({ ...wish(['core.admin.roles']), fields: {} })
    keeper.assertStatus(201)
    const { headers } = await signInWith([keeper.body().role.name as string])
    const refused = await client.post('/api/admin/roles').headers(headers).json(wish([]))
    refused.assertStatus(403)
    assert.equal(refused.body().error.code, 'E_ESCALATION')
  })

  test('the administrator role is nobody’s to change', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const response = await client
      .patch('/api/admin/roles/administrator')
      .headers(headers)
      .json({ changes: [{ path: ['permissions'], value: [] }] })
    response.assertStatus(403)
    assert.equal(response.body().error.code, 'E_FORBIDDEN')
  })
})

test.group('the roles editor', () => {
  test('makes, changes, resets and removes a role of this installation', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const created = await client
      .post('/api/admin/roles')
      .headers(headers)
      .json({
        name: unique('night_shift'),
        label: { en: 'Night shift' },
        entities: { team: { read: 'own' } },
      })
    created.assertStatus(201)
    const { name } = created.body().role as { name: string }
    assert.match(name, /^x_night_shift/)

    const holder = await signInWith([name])
    assert.equal(holder.actor.access.depth('team', 'read'), 'own')
    const changed = await client
      .patch(`/api/admin/roles/${name}`)
      .headers(headers)
      .json({ changes: [{ path: ['entities', 'team', 'read'], value: 'all' }] })
    changed.assertStatus(200)
    const actors = await app.container.make(Actors)
    assert.equal((await actors.load(holder.userId)).access.depth('team', 'read'), 'all')

    const inUse = await client.delete(`/api/admin/roles/${name}`).headers(headers)
    inUse.assertStatus(409)
    assert.deepInclude(inUse.body().error, {
      code: 'E_ROLE_IN_USE',
      params: { role: name, users: 1 },
    })
    const users = `/api/admin/users/${holder.userId}`
    ;(await client.patch(users).headers(headers).json({ roles: [] })).assertStatus(200)
    ;(await client.delete(`/api/admin/roles/${name}`).headers(headers)).assertStatus(204)
    const list = await client.get('/api/admin/roles').headers(headers)
    assert.notInclude(
      list.body().roles.map(({ role }: { role: { name: string } }) => role.name),
      name
    )
  })

  test('changes a shipped role in the client layer and takes it back', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const changed = await client
      .patch('/api/admin/roles/evaluator')
      .headers(headers)
      .json({ changes: [{ path: ['entities', 'team', 'create'], value: 'own' }] })
    changed.assertStatus(200)
    assert.equal(changed.body().role.entities.team.create, 'own')
    const reset = await client
      .post('/api/admin/roles/evaluator/reset')
      .headers(headers)
      .json({ path: [] })
    assert.isUndefined(reset.body().role.entities.team.create)
  })

  test('refuses what makes no sense', async ({ client, assert }) => {
    const { headers } = await signInWith(['administrator'])
    const response = await client
      .post('/api/admin/roles')
      .headers(headers)
      .json({
        name: unique('nonsense'),
        label: { en: 'Nonsense' },
        entities: { no_such_entity: { read: 'everything' } },
      })
    response.assertStatus(422)
    assert.isNotEmpty(response.body().error.details)
  })
})
