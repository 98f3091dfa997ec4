import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { signInWith, type SignedIn } from '#tests/support/people'
import { answersOf, FORM, makeCall, ORIGIN } from '../support/published.js'

test.group('Calibrations', () => {
  test('stay blind until everybody is done or the organiser closes them', async ({
    assert,
    client,
  }) => {
    const admin = await signInWith(['administrator'])
    const people = [await signInWith(['evaluator']), await signInWith(['evaluator'])]
    const [first, second] = people as [SignedIn, SignedIn]
    const agent = await signInWith(['agent'])
    const call = await makeCall({ userId: agent.userId, unit: null })
    const begun = await client
      .post('/api/call_evaluation/calibrations')
      .headers(admin.headers)
      .json({
        name: 'Blind',
        form: FORM,
        calls: [call.id],
        evaluators: people.map(({ userId }) => userId),
        expert: second.userId,
      })
    begun.assertStatus(201)
    const path = `/api/call_evaluation/calibrations/${begun.body().id}`
    const get = (suffix = '', who = admin) => client.get(`${path}${suffix}`).headers(who.headers)

    const records = await app.container.make(Records)
    const query = {
      entity: 'evaluation',
      filter: { path: 'calibration', op: 'eq' as const, value: begun.body().id },
    }
    const finish = async (who: SignedIn, rating: number) => {
      const { rows } = await records.query(who.actor, query)
      assert.lengthOf(rows, 1, 'nobody sees another’s')
      const values = { answers: answersOf(rating), state: 'done' }
      await records.update(SYSTEM_ACTOR, ORIGIN, 'evaluation', rows[0]?.id ?? 0, values)
    }
    await finish(first, 5)
    const early = await get('/agreement')
    early.assertStatus(409)
    assert.equal(early.body().error.code, 'E_CALIBRATION_BLIND')
    const progress = (await get()).body()
    assert.isFalse(progress.open)
    assert.notProperty(progress, 'evaluations')
    assert.deepEqual(
      progress.evaluators.map(({ done }: { done: number }) => done),
      [1, 0]
    )
    const forbidden = await get('', first)
    forbidden.assertStatus(403)

    const closed = await client.post(`${path}/close`).headers(admin.headers)
    closed.assertStatus(204)
    const half = (await get('/agreement')).body()
    assert.lengthOf(half.evaluations, 1)
    const twice = await client.post(`${path}/close`).headers(admin.headers)
    assert.equal(twice.body().error.code, 'E_CALIBRATION_CLOSED')

    await finish(second, 3)
    const result = (await get('/agreement')).body()
    assert.deepEqual(
      result.evaluators.map(({ fromGroup }: { fromGroup: number }) => Math.round(fromGroup)),
      [45, -45]
    )
    assert.equal(result.criteria.tone_greeting.deviations[0].fromExpert, 50)
    const list = await client.get('/api/call_evaluation/calibrations').headers(admin.headers)
    const own = list.body().calibrations.find(({ id }: { id: number }) => id === begun.body().id)
    assert.deepEqual([own.done, own.of], [2, 2])
  })
})
