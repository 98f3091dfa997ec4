import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Assignments } from '#plugins/call_evaluation/contract'
import { FORM, GOOD, makeCall, ORIGIN } from '#plugins/call_evaluation/tests/support/calls'
import { signInWith, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const REMARK = { id: 'r1', at: 12.34, recording: 7, criterion: 'tone_clear', text: ' Mumbles ' }

test.group('Evaluations as they are filled in', (group) => {
  let admin: SignedIn
  let evaluator: SignedIn
  let agent: SignedIn
  let call: number

  group.setup(async () => {
    admin = await signInWith(['administrator'])
    evaluator = await signInWith(['evaluator'])
    agent = await signInWith(['agent'])
    call = await makeCall(agent.userId)
  })

  async function assigned(): Promise<number> {
    const assignments = await app.container.make(Assignments)
    const input = { call, evaluator: evaluator.userId, form: FORM, dueAt: null }
    return (await assignments.assign(admin.actor, ORIGIN, input)).id
  }
  const path = (id: number) => `/api/call_evaluation/evaluations/${id}`

  test('are kept after every answer, with remarks; the first one begins the work', async ({
    assert,
    client,
  }) => {
    const id = await assigned()
    const opened = await client.get(path(id)).headers(evaluator.headers)
    opened.assertStatus(200)
    const { record, form, state, steps, writable } = opened.body()
    assert.deepEqual([state, steps, writable], ['assigned', ['start'], true])
    assert.equal(form.name, FORM)
    let { version } = record
    const save = async (who: SignedIn, values: object, status = 200) => {
      const response = await client.patch(path(id)).headers(who.headers).json({ version, values })
      response.assertStatus(status)
      if (status === 200) version = response.body().record.version
      return response.body()
    }

    await save(agent, { answers: GOOD }, 404)
    /** A low mark without its comment is kept all the same, as is what the form does not ask not. */
    const first = await save(evaluator, { answers: { calm_patience: 1, nonsense: 2 } })
    assert.equal(first.state, 'in_progress')
    assert.deepEqual(first.record.answers, { calm_patience: 1 })
    assert.isFalse(first.record.complete)
    await save(evaluator, { answers: { ...GOOD, calm_patience: 1 }, remarks: [REMARK] })
    const finish = () =>
      client
        .post(`${path(id)}/steps/finish`)
        .headers(evaluator.headers)
        .json({ version })
    assert.equal((await finish()).body().error.code, 'E_EVALUATION_NEEDS_SCORE')
    const whole = await save(evaluator, {
      answers: { ...GOOD, calm_patience: 1, calm_patience__comment: 'Loud' },
    })
    assert.isTrue(whole.record.complete)
    assert.deepEqual(whole.record.remarks, [{ ...REMARK, at: 12.3, text: 'Mumbles' }])
    const refused = await save(evaluator, { remarks: [{ ...REMARK, at: -1 }] }, 422)
    assert.equal(refused.error.code, 'E_EVALUATION_REMARKS')
    const stale = await client
      .patch(path(id))
      .headers(evaluator.headers)
      .json({ version: 1, values: { feedback: 'x' } })
    stale.assertStatus(409)
    version = (await finish()).body().version
    await save(evaluator, { remarks: [] }, 409)
  })

  test('remarks follow the evaluation: nobody else sees them before it is published, its agent does then', async ({
    assert,
    client,
  }) => {
    const id = await assigned()
    const page = await client.get(path(id)).headers(evaluator.headers)
    const values = { answers: GOOD, remarks: [REMARK] }
    const saved = await client
      .patch(path(id))
      .headers(evaluator.headers)
      .json({ version: page.body().record.version, values })
    const done = await client
      .post(`${path(id)}/steps/finish`)
      .headers(evaluator.headers)
      .json({ version: saved.body().record.version })
    const other = await signInWith(['evaluator'])
    for (const who of [agent, other])
      (await client.get(path(id)).headers(who.headers)).assertStatus(404)
    await client
      .post(`${path(id)}/steps/publish`)
      .headers(admin.headers)
      .json({ version: done.body().version })
    await workOffJobs('call_evaluation.')
    const seen = await client.get(path(id)).headers(agent.headers)
    seen.assertStatus(200)
    assert.lengthOf(seen.body().record.remarks, 1)
    assert.deepEqual(seen.body().steps, ['acknowledge', 'dispute'])
    assert.isFalse(seen.body().writable)
    ;(await client.get(path(id)).headers(other.headers)).assertStatus(404)
    const written = await client
      .patch(path(id))
      .headers(agent.headers)
      .json({ version: seen.body().record.version, values: { remarks: [] } })
    assert.include([403, 404], written.status())
  })

  test('a dispute keeps what was marked before it', async ({ assert, client }) => {
    const id = await assigned()
    const take = async (who: SignedIn, step: string, version: number, reason?: string) => {
      const body = { version, ...(reason === undefined ? {} : { reason }) }
      const response = await client
        .post(`${path(id)}/steps/${step}`)
        .headers(who.headers)
        .json(body)
      response.assertStatus(200)
      return Number(response.body().version)
    }
    const save = async (who: SignedIn, version: number, answers: object) => {
      const response = await client
        .patch(path(id))
        .headers(who.headers)
        .json({ version, values: { answers } })
      response.assertStatus(200)
      return Number(response.body().record.version)
    }
    const { record } = (await client.get(path(id)).headers(evaluator.headers)).body()
    let version = await save(evaluator, record.version, GOOD)
    version = await take(evaluator, 'finish', version)
    version = await take(admin, 'publish', version)
    await workOffJobs('call_evaluation.')
    version = await take(agent, 'dispute', version, 'I knew it all')
    version = await save(admin, version, { ...GOOD, knowledge_right: 5, knowledge_solved: 5 })
    await take(admin, 'rescore', version, 'True')
    const seen = (await client.get(path(id)).headers(agent.headers)).body().record
    assert.equal(Number(seen.disputed_score), 90)
    assert.equal(seen.disputed_answers.knowledge_right, 4)
    assert.equal(Number(seen.score), 100)
  })
})
