/*
 * Several processes over one database: here each has services of its own (no cache is shared) and a clock that the test turns.
 */
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import env from '#core/start/env'
import { Database } from '#core/database/database'
import { E_UNAUTHENTICATED, E_TOO_MANY_REQUESTS } from '#core/errors/errors'
import { Metadata } from '#core/metadata/metadata'
import { AccessTokens } from '#core/security/access_tokens'
import { Actors } from '#core/security/actors'
import { deriveKey } from '#core/security/audit_chain'
import { E_SIGN_IN_LOCKED } from '#core/security/errors'
import { sessionPolicy } from '#core/security/policy'
import { SecurityRevision } from '#core/security/security_revision'
import { Sessions } from '#core/security/sessions'
import { SignInAttempts } from '#core/security/sign_in_attempts'
import { Users } from '#core/security/users'
import { makeUser, unique } from '#tests/support/people'

const ORIGIN = { address: null, channel: 'command' }
const SECOND = 1_000

async function makeProcess(start = Date.now()) {
  const database = await app.container.make(Database)
  const metadata = await app.container.make(Metadata)
  const time = { now: start }
  const clock = () => time.now
  const failures: unknown[] = []
  const onError = (error: unknown) => void failures.push(error)
  const revision = new SecurityRevision(() => database.read, clock)
  const key = deriveKey(env.get('APP_KEY').release(), 'csrf')
  return {
    database,
    time,
    failures,
    sessions: new Sessions(database, revision, key, onError, clock),
    tokens: new AccessTokens(database, revision, onError, clock),
    actors: new Actors(
      () => database.read,
      () => metadata.current(),
      revision
    ),
    attempts: new SignInAttempts(database, clock),
  }
}

type Process = Awaited<ReturnType<typeof makeProcess>>

function begin({ database, sessions }: Process, userId: number) {
  return database.transaction((trx) =>
    sessions.start(trx, userId, { address: '10.0.0.1', agent: 'a browser' })
  )
}

test.group('sessions over several processes', () => {
  test('one that was begun here is known there', async ({ assert }) => {
    const [here, there] = [await makeProcess(), await makeProcess()]
    const { id } = await makeUser()
    const { token, csrf } = await begin(here, id)
    const session = await there.sessions.find(token)
    assert.equal(session?.userId, id)
    assert.equal(session?.csrf, csrf)
  })

  test('a usual request asks the database nothing', async ({ assert }) => {
    const here = await makeProcess()
    const { id } = await makeUser()
    const { token } = await begin(here, id)
    await here.sessions.find(token)
    assert.notInstanceOf(here.sessions.find(token), Promise)
  })

  test('one that was ended there is over here within two seconds', async ({ assert }) => {
    const [here, there] = [await makeProcess(), await makeProcess()]
    const { id } = await makeUser()
    const { token } = await begin(here, id)
    assert.isNotNull(await here.sessions.find(token))
    await there.database.transaction((trx) => there.sessions.endAll(trx, id, null))
    here.time.now += 2 * SECOND
    assert.isNull(await here.sessions.find(token))
    assert.isNull(await there.sessions.find(token))
  })

  test('idle and old ones end by themselves, used ones do not', async ({ assert }) => {
    const here = await makeProcess()
    const { id } = await makeUser()
    const idle = await begin(here, id)
    const used = await begin(here, id)
    const end = here.time.now + sessionPolicy.absolute
    for (; here.time.now < end - SECOND; here.time.now += sessionPolicy.idle / 2) {
      assert.isNotNull(await here.sessions.find(used.token))
    }
    assert.isNull(await here.sessions.find(idle.token))
    here.time.now = end - SECOND
    assert.isNotNull(await here.sessions.find(used.token))
    here.time.now = end
    assert.isNull(await here.sessions.find(used.token))
    await here.sessions.settle()
    assert.deepEqual(here.failures, [])
  })

  test('use in one process keeps it alive in the others', async ({ assert }) => {
    const [here, there] = [await makeProcess(), await makeProcess()]
    const { id } = await makeUser()
    const { token } = await begin(here, id)
    await here.sessions.find(token)
    here.time.now += sessionPolicy.idle - SECOND
    await here.sessions.find(token)
    await here.sessions.settle()
    there.time.now = here.time.now + sessionPolicy.idle - 2 * SECOND
    assert.isNotNull(await there.sessions.find(token))
  })

  test('a token that was revoked there is worthless here within two seconds', async ({
    assert,
  }) => {
    const [here, there] = [await makeProcess(), await makeProcess()]
    const { id } = await makeUser()
    const made = await here.database.transaction((trx) =>
      here.tokens.create(trx, id, { name: 'x', scopes: ['*'], expiresAt: null })
    )
    assert.isNotNull(await here.tokens.find(made.token))
    await there.database.transaction((trx) => there.tokens.revoke(trx, id, made.id))
    here.time.now += 2 * SECOND
    assert.isNull(await here.tokens.find(made.token))
    await here.tokens.settle()
    assert.deepEqual(here.failures, [])
  })
})

test.group('rights over several processes', () => {
  test('a role that was given or a user that was disabled elsewhere is noticed within two seconds', async ({
    assert,
  }) => {
    const here = await makeProcess()
    const users = await app.container.make(Users)
    const system = here.actors.system()
    const { id } = await makeUser({ roles: ['agent'] })
    assert.isFalse((await here.actors.load(id)).access.can('core.share_views'))
    await users.setRoles(system, ORIGIN, id, ['supervisor'])
    here.time.now += 2 * SECOND
    const actor = await here.actors.load(id)
    assert.isTrue(actor.access.can('core.share_views'))
    assert.strictEqual(await here.actors.load(id), actor)
    await here.database.write('users').where({ id }).update({ active: false })
    await here.database.write('security_revision').increment('access', 1)
    here.time.now += 2 * SECOND
    await assert.rejects(() => here.actors.load(id), E_UNAUTHENTICATED)
  })

  test('people with the same roles share one access and one key', async ({ assert }) => {
    const { actors } = await makeProcess()
    const [a, b, c] = [
      await makeUser({ roles: ['agent', 'evaluator'] }),
      await makeUser({ roles: ['evaluator', 'agent'] }),
      await makeUser({ roles: ['agent'] }),
    ]
    const [first, second, third] = await Promise.all([a, b, c].map(({ id }) => actors.load(id)))
    assert.strictEqual(first?.access, second?.access)
    assert.equal(first?.accessKey, second?.accessKey)
    assert.notEqual(first?.accessKey, third?.accessKey)
  })
})

test.group('throttling over several processes', () => {
  test('attempts are counted together', async ({ assert }) => {
    const processes = [await makeProcess(), await makeProcess(), await makeProcess()]
    const login = unique('shared')
    const attempts = Array.from({ length: 12 }, (_, n) =>
      (processes[n % 3] as Process).attempts.begin(login, '10.9.9.9').then(
        () => 'tried',
        (error: unknown) => (error instanceof E_SIGN_IN_LOCKED ? 'locked' : String(error))
      )
    )
    const outcomes = (await Promise.all(attempts)).sort()
    assert.deepEqual(outcomes, [...Array(7).fill('locked'), ...Array(5).fill('tried')])
  })

  test('a lock ends by itself, and comes back longer', async ({ assert }) => {
    const { attempts, time } = await makeProcess()
    const login = unique('patient')
    const tryIt = () => attempts.begin(login, '10.9.9.8')
    for (let n = 0; n < 5; n++) await tryIt()
    await assert.rejects(tryIt, E_SIGN_IN_LOCKED)
    time.now += 60 * SECOND
    await tryIt()
    time.now += 60 * SECOND
    await assert.rejects(tryIt, E_SIGN_IN_LOCKED)
    time.now += 60 * SECOND
    await tryIt()
  })

  test('one address cannot try all logins of the bank', async ({ assert }) => {
    const { attempts } = await makeProcess()
    for (let n = 0; n < 200; n++) await attempts.begin(unique('spray'), '10.6.6.6')
    await assert.rejects(() => attempts.begin(unique('spray'), '10.6.6.6'), E_TOO_MANY_REQUESTS)
    await attempts.begin(unique('spray'), '10.6.6.7')
  })
})
