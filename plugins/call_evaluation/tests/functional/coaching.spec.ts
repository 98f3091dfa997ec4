import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { signInWith, unique, type SignedIn } from '#tests/support/people'
import {
  answersOf,
  FORM,
  makeCall,
  makeEvaluation,
  ORIGIN,
  type Person,
} from '../support/published.js'

test.group('Coaching and customer scores', (group) => {
  let supervisor: SignedIn
  let agent: SignedIn
  let evaluator: SignedIn
  let own: Person
  const made: number[] = []

  group.setup(async () => {
    const records = await app.container.make(Records)
    const values = { name: unique('Branch') }
    const { id: unit } = await records.create(SYSTEM_ACTOR, ORIGIN, 'unit', values)
    supervisor = await signInWith(['supervisor'], { values: { unit } })
    agent = await signInWith(['agent'], { values: { unit } })
    evaluator = await signInWith(['evaluator'], { values: { unit } })
    own = { userId: agent.userId, unit }
  })
  group.teardown(async () => {
    const records = await app.container.make(Records)
    for (const id of made) await records.remove(SYSTEM_ACTOR, ORIGIN, 'evaluation', id)
  })

  async function evaluated(rating: number, at: Date): Promise<void> {
    const values = { published_at: at.toISOString() }
    made.push(await makeEvaluation(own, evaluator.userId, answersOf(rating), values))
  }

  test('a weak criterion becomes a coaching, the agent is told, and it is seen whether it worked', async ({
    assert,
    client,
  }) => {
    await evaluated(2, new Date(Date.now() - 86_400_000))
    const wish = {
      agent: agent.userId,
      form: FORM,
      criterion: 'calm_patience',
      goal: 'Let the caller finish',
      dueOn: '2031-01-31',
      target: 75,
    }
    const post = (who: SignedIn, body: object) =>
      client.post('/api/call_evaluation/coaching').headers(who.headers).json(body)
    const refused = await post(agent, wish)
    refused.assertStatus(403)
    const unknown = await post(supervisor, { ...wish, criterion: 'nothing' })
    assert.equal(unknown.body().error.code, 'E_COACHING_CRITERION')
    const begun = await post(supervisor, wish)
    begun.assertStatus(201)
    const { id } = begun.body()

    const database = await app.container.make(Database)
    const notice: { link: string } | undefined = await database
      .read('notifications')
      .where({ user_id: agent.userId, kind: 'call_evaluation.coaching' })
      .first()
    assert.equal(notice?.link, `/records/coaching/${id}`)

    await evaluated(4, new Date(Date.now() + 1_000))
    const records = await app.container.make(Records)
    const seen = await records.get(agent.actor, 'coaching', id)
    assert.containsSubset(seen, { before_mean: 25, before_count: 1, goal: 'Let the caller finish' })
    const note = { agent_note: 'I count to three' }
    const noted = await records.update(agent.actor, ORIGIN, 'coaching', id, note)
    const moved = await client
      .patch(`/api/records/coaching/${id}`)
      .headers(agent.headers)
      .json({ version: noted.version, values: { state: 'done' } })
    assert.equal(moved.status(), 403, 'when it is done is the coach’s to say')

    const progress = await client
      .get(`/api/call_evaluation/coaching/${id}/progress`)
      .headers(supervisor.headers)
    progress.assertStatus(200)
    assert.containsSubset(progress.body(), { before: { mean: 25, count: 1 }, target: 75 })
    const stranger = await signInWith(['agent'])
    const hidden = await client
      .get(`/api/call_evaluation/coaching/${id}/progress`)
      .headers(stranger.headers)
    hidden.assertStatus(404)
    const done = await records.update(supervisor.actor, ORIGIN, 'coaching', id, { state: 'done' })
    assert.isString(done.ended_at)
  })

  test('a customer’s mark from elsewhere counts once, however often it is sent', async ({
    assert,
    client,
  }) => {
    const call = await makeCall(own, { unique_id: unique('1700000000.1') })
    const evaluation = await makeEvaluation(own, evaluator.userId, answersOf(5), { call: call.id })
    made.push(evaluation)
    const admin = await signInWith(['administrator'])
    const send = (who: SignedIn, body: object) =>
      client.post('/api/call_evaluation/customer-scores').headers(who.headers).json(body)
    const mark = {
      call: call.id,
      score: 8,
      scale: { min: 0, max: 10 },
      source: 'sms',
      key: unique('mark'),
    }
    const refused = await send(supervisor, mark)
    refused.assertStatus(403)
    const first = await send(admin, mark)
    first.assertStatus(201)
    const again = await send(admin, mark)
    again.assertStatus(200)
    assert.equal(again.body().id, first.body().id)
    const other = await send(admin, { ...mark, score: 3 })
    assert.equal(other.body().error.code, 'E_CUSTOMER_SCORE_KEY')
    const outside = await send(admin, { ...mark, score: 11, key: unique('mark') })
    assert.equal(outside.body().error.code, 'E_CUSTOMER_SCORE_SCALE')
    const records = await app.container.make(Records)
    const seen = await records.get(SYSTEM_ACTOR, 'evaluation', evaluation)
    assert.equal(Number(seen.customer_score), 80)
    const ofAgent = await records.get(agent.actor, 'customer_score', first.body().id)
    assert.equal(Number(ofAgent.percent), 80)
  })
})
