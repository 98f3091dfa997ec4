import { request as httpRequest } from 'node:http'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { Notifications } from '#core/realtime/notifications'
import { until } from '#tests/functional/jobs/job_harness'
import { signInWith, type SignedIn } from '#tests/support/people'

async function enqueue(person: SignedIn): Promise<number> {
  const jobs = await app.container.make(Jobs)
  const database = await app.container.make(Database)
  return database.transaction((trx) =>
    jobs.enqueue(
      trx,
      'core.import',
      { importId: 0 },
      { userId: person.userId, title: 'A', runAt: new Date('2100-01-01') }
    )
  )
}

/** An open stream of events, as a browser has one. */
function listen(person: SignedIn, uid: string): Promise<{ heard(): string; close(): void }> {
  return new Promise((resolve, reject) => {
    let heard = ''
    const request = httpRequest(
      {
        host: process.env.HOST,
        port: process.env.PORT,
        path: `/api/__transmit/events?uid=${uid}`,
        headers: person.headers,
      },
      (response) => {
        response.on('data', (chunk: Buffer) => (heard += chunk.toString()))
        response.on('error', () => undefined)
        resolve({ heard: () => heard, close: () => request.destroy() })
      }
    )
    request.once('error', reject)
    request.end()
  })
}

test.group('jobs over HTTP', () => {
  test('people see and cancel their own jobs; administrators all', async ({ client, assert }) => {
    const one = await signInWith(['agent'])
    const other = await signInWith(['agent'])
    const administrator = await signInWith(['administrator'])
    const id = await enqueue(one)
    const own = await client.get(`/api/jobs/${id}`).headers(one.headers)
    own.assertStatus(200)
    assert.deepInclude(own.body().job, { id, title: 'A', state: 'queued', done: 0, total: null })
    for (const path of [`/api/jobs/${id}`, '/api/jobs/999999']) {
      const response = await client.get(path).headers(other.headers)
      response.assertStatus(404)
    }
    const foreign = await client.post(`/api/jobs/${id}/cancel`).headers(other.headers)
    foreign.assertStatus(404)
    const list = await client.get('/api/jobs').headers(other.headers)
    assert.lengthOf(list.body().jobs, 0)
    const all = await client.get('/api/admin/jobs').headers(other.headers)
    all.assertStatus(403)
    const everything = await client
      .get('/api/admin/jobs?state=queued')
      .headers(administrator.headers)
    assert.include(
      everything.body().jobs.map((job: { id: number }) => job.id),
      id
    )
    const cancelled = await client.post(`/api/jobs/${id}/cancel`).headers(one.headers)
    cancelled.assertStatus(200)
    assert.equal(cancelled.body().job.state, 'cancelled')
    const again = await client.post(`/api/jobs/${id}/cancel`).headers(one.headers)
    again.assertStatus(409)
    assert.equal(again.body().error.code, 'E_JOB_NOT_CANCELLABLE')
  })

  test('notifications are the reader’s own and are marked as read', async ({ client, assert }) => {
    const one = await signInWith(['agent'], { values: { language: 'az' } })
    const other = await signInWith(['agent'])
    const notifications = await app.container.make(Notifications)
    const database = await app.container.make(Database)
    const id = await database.transaction((trx) =>
      notifications.add(trx, {
        userId: one.userId,
        kind: 'job_done',
        params: { title: 'X' },
        link: '/x',
      })
    )
    const list = await client.get('/api/notifications').headers(one.headers)
    assert.equal(list.body().unread, 1)
    assert.equal(list.body().notifications[0].text, 'Bitdi: X')
    const foreign = await client.post(`/api/notifications/${id}/read`).headers(other.headers)
    foreign.assertStatus(404)
    const read = await client.post(`/api/notifications/${id}/read`).headers(one.headers)
    read.assertStatus(200)
    const after = await client.get('/api/notifications').headers(one.headers)
    assert.equal(after.body().unread, 0)
  })

  test('a listener hears of its own jobs and notifications, and channels are closed to strangers', async ({
    client,
    assert,
  }) => {
    const one = await signInWith(['agent'])
    const other = await signInWith(['agent'])
    const id = await enqueue(one)
    const nobody = await client
      .post('/api/__transmit/subscribe')
      .json({ uid: 'x', channel: 'users/1' })
    nobody.assertStatus(401)
    const subscribe = (person: SignedIn, uid: string, channel: string) =>
      client.post('/api/__transmit/subscribe').headers(person.headers).json({ uid, channel })
    const stranger = await listen(other, 'stranger')
    for (const channel of [`users/${one.userId}`, `jobs/${id}`, 'jobs/999999']) {
      const refused = await subscribe(other, 'stranger', channel)
      refused.assertStatus(400)
    }
    const unopened = await subscribe(other, 'stranger', 'anything/else')
    unopened.assertStatus(403)

    const listener = await listen(one, 'listener')
    for (const channel of [`users/${one.userId}`, `jobs/${id}`]) {
      const allowed = await subscribe(one, 'listener', channel)
      allowed.assertStatus(204)
    }
    const notifications = await app.container.make(Notifications)
    const database = await app.container.make(Database)
    const told = { userId: one.userId, kind: 'job_done', params: { title: 'Y' }, link: null }
    await database.transaction((trx) => notifications.add(trx, told))
    await until('the listener has heard', () => listener.heard().includes('"title":"Y"'))
    assert.notInclude(stranger.heard(), '"title":"Y"')
    listener.close()
    stranger.close()
  })
})
