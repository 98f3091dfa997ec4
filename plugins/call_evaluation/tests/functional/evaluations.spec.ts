import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { FORM, GOOD, makeCall, ORIGIN } from '#plugins/call_evaluation/tests/support/calls'
import { makeUser, signInAs, signInWith, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

test.group('Evaluations', (group) => {
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

  async function assigned(): Promise<{ id: number; version: number }> {
    const records = await app.container.make(Records)
    const { Assignments } = await import('#plugins/call_evaluation/server/evaluations/assignments')
    const assignments = await app.container.make(Assignments)
    const input = { call, evaluator: evaluator.userId, form: FORM, dueAt: null }
    const { id } = await assignments.assign(admin.actor, ORIGIN, input)
    const record = await records.get(evaluator.actor, 'evaluation', id)
    return { id, version: record.version }
  }

  const stepPath = (id: number, step: string) =>
    `/api/call_evaluation/evaluations/${id}/steps/${step}`

  test('from assignment over dispute to the new score, each by whose turn it is', async ({
    assert,
    client,
  }) => {
    const { id, version } = await assigned()
    let current = version
    const take = async (who: SignedIn, step: string, status = 200, reason?: string) => {
      const response = await client
        .post(stepPath(id, step))
        .headers(who.headers)
        .json({ version: current, ...(reason === undefined ? {} : { reason }) })
      response.assertStatus(status)
      if (status === 200) current = response.body().version
      return response.body()
    }
    const answer = async (who: SignedIn, answers: object, status = 200) => {
      const response = await client
        .patch(`/api/records/evaluation/${id}`)
        .headers(who.headers)
        .json({ version: current, form: FORM, values: { answers } })
      response.assertStatus(status)
      if (status === 200) current = response.body().record.version
      return response.body()
    }

    await answer(evaluator, GOOD, 409)
    await take(agent, 'start', 404)
    await take(evaluator, 'start')
    await answer(evaluator, { ...GOOD, calm_patience: undefined })
    assert.equal((await take(evaluator, 'finish', 422)).error.code, 'E_EVALUATION_NEEDS_SCORE')
    const { record } = await answer(evaluator, GOOD)
    // Tone, calm and courtesy 1, knowledge 0.75 with weight 2: 4.5 of 5.
    assert.equal(Number(record.score), 90)
    assert.equal(record.band, 'good')
    await take(evaluator, 'finish')
    await take(evaluator, 'publish', 403)
    await take(admin, 'publish')
    await workOffJobs('call_evaluation.')

    await take(agent, 'dispute', 422, ' ')
    await take(agent, 'dispute', 200, 'The caller was calm as well')
    await answer(evaluator, { ...GOOD, tone_clear: 4 }, 403)
    await answer(admin, { ...GOOD, knowledge_right: 5, knowledge_solved: 5 })
    await take(admin, 'rescore', 200, 'Listened again')
    await take(agent, 'acknowledge')
    const seen = await client.get(`/api/records/evaluation/${id}`).headers(agent.headers)
    assert.containsSubset(seen.body().record, {
      state: 'acknowledged',
      dispute_reason: 'The caller was calm as well',
      decision_reason: 'Listened again',
    })
    assert.equal(Number(seen.body().record.score), 100)
    const database = await app.container.make(Database)
    const trail: { actor_id: number }[] = await database
      .read('audit_log')
      .where({ entity: 'evaluation', record_id: id })
      .orderBy('seq')
    assert.include(
      trail.map((entry) => entry.actor_id),
      agent.userId
    )
  })

  test('nobody changes what their own call was marked, also not who decides disputes', async ({
    assert,
    client,
  }) => {
    const own = await signInWith(['administrator'])
    const { Assignments } = await import('#plugins/call_evaluation/server/evaluations/assignments')
    const assignments = await app.container.make(Assignments)
    const records = await app.container.make(Records)
    const input = { evaluator: evaluator.userId, form: FORM, dueAt: null }
    const mine = await makeCall(own.userId)
    const { id } = await assignments.assign(admin.actor, ORIGIN, { ...input, call: mine })
    const version = async () => (await records.get(admin.actor, 'evaluation', id)).version
    const answer = async (who: SignedIn, answers: object) =>
      client
        .patch(`/api/records/evaluation/${id}`)
        .headers(who.headers)
        .json({ version: await version(), form: FORM, values: { answers } })
    const take = async (who: SignedIn, step: string, reason: string | null = null) => {
      const body = { version: await version(), reason }
      const response = await client.post(stepPath(id, step)).headers(who.headers).json(body)
      response.assertStatus(200)
    }
    await take(evaluator, 'start')
    ;(await answer(evaluator, GOOD)).assertStatus(200)
    await take(evaluator, 'finish')
    await take(admin, 'publish')
    await take(own, 'dispute', 'Listen again')
    const better = { ...GOOD, knowledge_right: 5, knowledge_solved: 5 }
    const refused = await answer(own, better)
    refused.assertStatus(403)
    assert.equal(refused.body().error.code, 'E_EVALUATION_NOT_YOURS')
    ;(await answer(admin, better)).assertStatus(200)
  })

  test('a fatal answer makes the score 0', async ({ assert, client }) => {
    const { id, version } = await assigned()
    const started = await client
      .post(stepPath(id, 'start'))
      .headers(evaluator.headers)
      .json({ version })
    const response = await client
      .patch(`/api/records/evaluation/${id}`)
      .headers(evaluator.headers)
      .json({
        version: started.body().version,
        form: FORM,
        values: { answers: { ...GOOD, courtesy_no_insult: false } },
      })
    response.assertStatus(200)
    assert.equal(Number(response.body().record.score), 0)
    assert.isTrue(response.body().record.fatal)
  })

  test('an agent sees nothing before it is published; other evaluators never', async ({
    client,
  }) => {
    const { id } = await assigned()
    const other = await signInWith(['evaluator'])
    for (const who of [agent, other]) {
      const response = await client.get(`/api/records/evaluation/${id}`).headers(who.headers)
      response.assertStatus(404)
      const steps = await client
        .get(`/api/call_evaluation/evaluations/${id}/steps`)
        .headers(who.headers)
      steps.assertStatus(404)
    }
  })

  test('refuses {code}')
    .with([
      { code: 'E_EVALUATION_FORM', form: 'telephony_call_main', who: 'evaluator' as const },
      { code: 'E_EVALUATION_EVALUATOR', form: FORM, who: 'agent' as const },
      { code: 'E_EVALUATION_EVALUATOR', form: FORM, who: 'stranger' as const },
    ])
    .run(async ({ assert, client }, { code, form, who }) => {
      const stranger = await makeUser()
      const people = { evaluator: evaluator.userId, agent: agent.userId, stranger: stranger.id }
      const response = await client
        .post('/api/call_evaluation/evaluations')
        .headers(admin.headers)
        .json({ call, form, evaluator: people[who] })
      response.assertStatus(422)
      assert.equal(response.body().error.code, code)
    })

  test('a calibration is blind, and then tells how far people agree', async ({
    assert,
    client,
  }) => {
    const second = await signInWith(['evaluator'])
    const calls = [call, await makeCall(agent.userId), await makeCall(agent.userId)]
    const begun = await client
      .post('/api/call_evaluation/calibrations')
      .headers(admin.headers)
      .json({
        name: 'November',
        form: FORM,
        calls,
        evaluators: [evaluator.userId, second.userId],
        expert: second.userId,
      })
    begun.assertStatus(201)
    const records = await app.container.make(Records)
    const filter = { path: 'calibration', op: 'eq' as const, value: begun.body().id }
    for (const who of [evaluator, second]) {
      const { rows } = await records.query(who.actor, { entity: 'evaluation', filter })
      assert.lengthOf(rows, 3)
      for (const row of rows) {
        const at = calls.indexOf((row.call as { id: number }).id)
        const started = await client
          .post(stepPath(row.id, 'start'))
          .headers(who.headers)
          .json({ version: row.version })
        const mild = who === evaluator && at === 0 ? 1 : 0
        const answers = { ...GOOD, calm_patience: 3 + at - 1 + mild, calm_patience__comment: 'x' }
        const saved = await client
          .patch(`/api/records/evaluation/${row.id}`)
          .headers(who.headers)
          .json({ version: started.body().version, form: FORM, values: { answers } })
        saved.assertStatus(200)
        const done = await client
          .post(stepPath(row.id, 'finish'))
          .headers(who.headers)
          .json({ version: saved.body().record.version })
        done.assertStatus(200)
        const published = await client
          .post(stepPath(row.id, 'publish'))
          .headers(admin.headers)
          .json({ version: done.body().version })
        published.assertStatus(403)
      }
    }
    const response = await client
      .get(`/api/call_evaluation/calibrations/${begun.body().id}/agreement`)
      .headers(admin.headers)
    response.assertStatus(200)
    const { total, criteria, evaluators } = response.body()
    assert.equal(total.agreement, 2 / 3)
    assert.equal(total.calls, 3)
    // Marks of 0.25/0.5, 0.5/0.5 and 0.75/0.75: 1 − 5 · 2·0.0625 / Σ n(c)·n(k)·δ².
    assert.closeTo(
      criteria.calm_patience.alpha,
      1 - (5 * 0.125) / (2 * (3 * 0.0625 + 2 * 0.25 + 6 * 0.0625)),
      1e-9
    )
    assert.isNull(criteria.tone_clear.alpha)
    assert.closeTo(evaluators[0].fromExpert, (100 * 0.25 * 0.2) / 3, 0.01)
    const refused = await client
      .get(`/api/call_evaluation/calibrations/${begun.body().id}/agreement`)
      .headers(evaluator.headers)
    refused.assertStatus(403)
  })

  test('severity speaks of published evaluations in the reader’s scope', async ({
    assert,
    client,
  }) => {
    const path = '/api/call_evaluation/severity?from=2026-01-01T00:00Z&to=2036-01-01T00:00Z'
    const all = await client.get(path).headers(admin.headers)
    all.assertStatus(200)
    const own = all.body().agents.find((one: { agent: number }) => one.agent === agent.userId)
    assert.deepEqual([own.mean, own.marks], [100, 1])
    const supervisor = await signInWith(['supervisor'])
    const none = await client.get(path).headers(supervisor.headers)
    assert.deepEqual(none.body(), { evaluators: [], agents: [] })
    const refused = await client.get(path).headers((await signInAs(agent.userId)).headers)
    refused.assertStatus(403)
  })
})
