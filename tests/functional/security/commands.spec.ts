import ace from '@adonisjs/core/services/ace'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import UserCreate from '#core/commands/user_create'
import UserResetPassword from '#core/commands/user_reset_password'
import UserSetupLink from '#core/commands/user_setup_link'
import { E_ESCALATION, E_UNKNOWN_ROLE } from '#core/security/errors'
import { actorByLogin } from '#core/security/actor_by_login'
import { E_NOT_FOUND } from '#core/errors/errors'
import { Passwords } from '#core/security/passwords'
import { signInWith, makeUser, unique } from '#tests/support/people'

const PASSWORD = 'a long and fine phrase'
type Command = typeof UserCreate | typeof UserResetPassword | typeof UserSetupLink

async function run(command: Command, args: string[]) {
  ace.ui.switchMode('raw')
  const instance = await ace.create(command, args)
  await instance.exec()
  const lines = instance.logger.getLogs().map((log) => log.message)
  ace.ui.switchMode('normal')
  return { exitCode: instance.exitCode, error: instance.error as unknown, lines }
}

const tokenOf = (lines: string[]) => /\/setup\?token=([\w-]{43})/.exec(lines.join('\n'))?.[1] ?? ''

test.group('commands for users', () => {
  test('user:create makes a user who chooses a password through the link', async ({
    client,
    assert,
  }) => {
    const login = unique('by_command')
    const flags = ['--name=By Command', '--role=agent', '--role=supervisor', '--language=az']
    const { lines } = await run(UserCreate, [login, ...flags, '--address=http://crm.example'])
    assert.match(lines.join('\n'), /http:\/\/crm\.example\/setup\?token=/)
    const actor = await actorByLogin(app.container, login)
    assert.deepInclude(actor, {
      name: 'By Command',
      language: 'az',
      roles: ['agent', 'supervisor'],
    })
    const token = tokenOf(lines)
    assert.deepEqual((await client.get(`/api/setup/${token}`)).body(), {
      valid: true,
      purpose: 'password',
    })
    ;(await client.post('/api/setup').json({ token, password: PASSWORD })).assertStatus(204)
    ;(await client.post('/api/session').json({ login, password: PASSWORD })).assertStatus(200)
  })

  test('user:create refuses an unknown role', async ({ assert }) => {
    const { error, exitCode, lines } = await run(UserCreate, [unique('x'), '--role=king'])
    assert.instanceOf(error, E_UNKNOWN_ROLE)
    assert.equal(exitCode, 1)
    assert.match(lines.join('\n'), /There is no role “king”\. \[E_UNKNOWN_ROLE\]/)
  })

  test('user:reset-password unlocks and makes a link; the old password works until it is used', async ({
    client,
    assert,
  }) => {
    const { login } = await makeUser({ password: PASSWORD })
    for (let n = 0; n < 5; n++) await client.post('/api/session').json({ login, password: 'wrong' })
    const { lines } = await run(UserResetPassword, [login])
    ;(await client.post('/api/session').json({ login, password: PASSWORD })).assertStatus(200)
    const token = tokenOf(lines)
    const fresh = 'quite another phrase'
    ;(await client.post('/api/setup').json({ token, password: fresh })).assertStatus(204)
    ;(await client.post('/api/session').json({ login, password: PASSWORD })).assertStatus(401)
    ;(await client.post('/api/session').json({ login, password: fresh })).assertStatus(200)
    const unknown = await run(UserResetPassword, ['nobody-at-all'])
    assert.equal(unknown.exitCode, 1)
  })

  test('user:setup-link fails once there is an administrator', async ({ assert }) => {
    await makeUser({ roles: ['administrator'], password: PASSWORD })
    const { exitCode, lines } = await run(UserSetupLink, [])
    assert.equal(exitCode, 1)
    assert.equal(tokenOf(lines), '')
  })

  test('a link is not given for somebody with more rights', async ({ assert }) => {
    const { actor } = await signInWith(['supervisor'])
    const admin = await makeUser({ roles: ['administrator'] })
    const passwords = await app.container.make(Passwords)
    const origin = { address: null, channel: 'web' }
    await assert.rejects(() => passwords.resetLink(actor, origin, admin.id), E_ESCALATION)
  })

  test('an unknown login has no actor', async ({ assert }) => {
    await assert.rejects(() => actorByLogin(app.container, 'nobody-at-all'), E_NOT_FOUND)
  })
})
