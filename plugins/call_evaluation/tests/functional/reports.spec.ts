import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { allGroups } from '#plugins/call_evaluation/server/reports/all_groups'
import { MARKS } from '#plugins/call_evaluation/server/reports/mark_store'
import { signInAs, signInWith, unique, type SignedIn } from '#tests/support/people'
import { answersOf, makeCall, makeEvaluation, ORIGIN, type Person } from '../support/published.js'

const DAYS = 'from=2031-03-01&to=2031-03-31'
const path = (report: string, more = '') => `/api/call_evaluation/reports/${report}?${DAYS}${more}`

test.group('Reports of evaluations', (group) => {
  let admin: SignedIn
  let supervisor: SignedIn
  let evaluator: SignedIn
  let second: SignedIn
  let agent: SignedIn
  let own: Person
  let other: Person
  let evaluations: number[]

  group.setup(async () => {
    const records = await app.container.make(Records)
    const unit = async () =>
      (await records.create(SYSTEM_ACTOR, ORIGIN, 'unit', { name: unique('Branch') })).id
    const [here, there] = [await unit(), await unit()]
    admin = await signInWith(['administrator'])
    supervisor = await signInWith(['supervisor'], { values: { unit: here } })
    evaluator = await signInWith(['evaluator'])
    second = await signInWith(['evaluator'])
    agent = await signInWith(['agent'], { values: { unit: here } })
    const stranger = await signInWith(['agent'], { values: { unit: there } })
    own = { userId: agent.userId, unit: here }
    other = { userId: stranger.userId, unit: there }
    const marked = await makeCall(own, { score: 2, first_queue: '900', topic: 'Cards' })
    evaluations = [
      await makeEvaluation(own, evaluator.userId, answersOf(5), { call: marked.id }),
      await makeEvaluation(own, second.userId, answersOf(3)),
      await makeEvaluation(other, evaluator.userId, answersOf(1)),
      await makeEvaluation(own, evaluator.userId, answersOf(1), { state: 'done' }),
    ]
    /** Shares are known to a session from its beginning. */
    agent = await signInAs(agent.userId)
  })
  group.teardown(async () => {
    const records = await app.container.make(Records)
    for (const id of evaluations) await records.remove(SYSTEM_ACTOR, ORIGIN, 'evaluation', id)
  })

  test('a report that would show a part of its groups is refused', async ({ assert }) => {
    const records = await app.container.make(Records)
    const query = {
      entity: 'evaluation',
      group: [{ path: 'evaluator' }],
      aggregates: { n: { fn: 'count' as const } },
    }
    assert.isAbove((await allGroups(records, admin.actor, query)).length, 1)
    await assert.rejects(() => allGroups(records, admin.actor, query, 2), /E_REPORT_TOO_WIDE/)
  })

  const scoresOf = async (
    client: Parameters<Parameters<typeof test>[1] & object>[0]['client'],
    who: SignedIn,
    more = ''
  ) => {
    const response = await client.get(path('scores', more)).headers(who.headers)
    response.assertStatus(200)
    return response.body()
  }

  test('everybody sees the published ones of the own scope, and no others', async ({
    assert,
    client,
  }) => {
    const everything = await scoresOf(client, admin)
    assert.deepEqual(
      [everything.total.evaluations, everything.rows.length],
      [3, 2],
      'what is not published is in no report'
    )
    const unit = await scoresOf(client, supervisor)
    assert.equal(unit.total.evaluations, 2)
    assert.closeTo(unit.total.mean, 80, 5)
    assert.deepEqual(
      unit.rows.map(({ key }: { key: string }) => Number(key)),
      [own.userId]
    )
    const mine = await scoresOf(client, agent)
    assert.equal(mine.total.evaluations, 2)
    const blind = await scoresOf(client, second)
    assert.equal(blind.total.evaluations, 1, 'evaluators see what they gave')
    const nobody = await client.get(path('scores')).headers((await signInWith([])).headers)
    nobody.assertStatus(403)
  })

  test('a row leads to the evaluations behind it', async ({ assert, client }) => {
    const { filter, rows } = await scoresOf(client, admin, '&by=evaluator')
    const row = rows.find(({ key }: { key: string }) => Number(key) === evaluator.userId)
    const listed = await client
      .post('/api/records/evaluation/query')
      .headers(admin.headers)
      .json({ select: ['title'], filter: { and: [filter, row.where] } })
    listed.assertStatus(200)
    assert.lengthOf(listed.body().rows, row.evaluations)
    assert.equal(row.evaluations, 2)
  })

  test('narrowed and grouped by {by}')
    .with([
      { by: 'team', more: '', keys: 0, evaluations: 3 },
      { by: 'unit', more: '', keys: 2, evaluations: 3 },
      { by: 'form', more: '&form=call_evaluation_standard', keys: 1, evaluations: 3 },
      { by: 'queue', more: '&queue=900', keys: 1, evaluations: 1 },
      { by: 'topic', more: '&topic=Cards', keys: 1, evaluations: 1 },
      { by: 'direction', more: '&direction=outbound', keys: 0, evaluations: 0 },
    ])
    .run(async ({ assert, client }, { by, more, keys, evaluations: count }) => {
      const { rows, total } = await scoresOf(client, admin, `&by=${by}${more}`)
      assert.deepEqual([rows.length, total.evaluations], [keys, count])
    })

  test('the customer’s mark stands beside the evaluators’', async ({ assert, client }) => {
    const { total } = await scoresOf(client, supervisor)
    assert.deepEqual([total.paired, total.customerMean, total.pairedMean], [1, 25, 100])
    assert.equal(total.gap, 75)
  })

  test('a trend has every month of the reader’s calendar, also the empty ones', async ({
    assert,
    client,
  }) => {
    const response = await client
      .get('/api/call_evaluation/reports/trend?from=2031-02-01&to=2031-03-31&step=month')
      .headers(supervisor.headers)
    response.assertStatus(200)
    const rows: { evaluations: number }[] = response.body().rows
    assert.equal(
      rows.reduce((sum, row) => sum + row.evaluations, 0),
      2
    )
    assert.isAtLeast(rows.length, 2)
  })

  test('criteria follow the answers, in scope', async ({ assert, client }) => {
    const ofTone = async (who: SignedIn, more = '') => {
      const response = await client.get(path('criteria', more)).headers(who.headers)
      response.assertStatus(200)
      return response
        .body()
        .rows.find(({ criterion }: { criterion: string }) => criterion === 'tone_greeting')
    }
    assert.containsSubset(await ofTone(supervisor), { marks: 2, mean: 75, section: 'tone' })
    assert.containsSubset(await ofTone(agent), { marks: 2, mean: 75 })
    assert.containsSubset(await ofTone(admin, `&agent=${own.userId}&queue=900`), {
      marks: 1,
      mean: 100,
    })
    assert.equal((await ofTone(admin, `&agent=${own.userId}`)).othersMean, 0)
    const records = await app.container.make(Records)
    const answers = answersOf(3, { tone_greeting: 5 })
    const [, changed = 0] = evaluations
    await records.update(SYSTEM_ACTOR, ORIGIN, 'evaluation', changed, { answers })
    assert.containsSubset(await ofTone(supervisor), { marks: 2, mean: 100 })
    await records.update(SYSTEM_ACTOR, ORIGIN, 'evaluation', changed, { answers: answersOf(3) })
    const database = await app.container.make(Database)
    const kept: unknown[] = await database.read(MARKS).where('evaluation_id', changed)
    assert.lengthOf(kept, 7)
  })

  test('severity, work and coverage obey permission and scope', async ({ assert, client }) => {
    const ask = async (report: string, who: SignedIn, status = 200) => {
      const response = await client.get(path(report)).headers(who.headers)
      response.assertStatus(status)
      return response.body()
    }
    await ask('severity', agent, 403)
    const severity = await ask('severity', supervisor)
    assert.deepEqual(
      severity.evaluators.map(({ effect }: { effect: number }) => Math.sign(effect)),
      [-1, 1]
    )
    const work = await ask('work', supervisor)
    assert.lengthOf(work.rows, 2)
    const coverage = await ask('coverage', supervisor)
    assert.deepEqual(coverage.total, { answered: 3, evaluated: 2, share: 2 / 3 })
    const customers = await ask('customers', supervisor)
    assert.containsSubset(customers.total, { answered: 3, marked: 1, fifths: [0, 1, 0, 0, 0] })
  })

  test('leaves as a workbook for those who may export, and the audit knows', async ({
    assert,
    client,
  }) => {
    const wish = { report: 'scores', format: 'xlsx', from: '2031-03-01', to: '2031-03-31' }
    const file = await client
      .post('/api/call_evaluation/reports/export')
      .headers(supervisor.headers)
      .json(wish)
    file.assertStatus(200)
    assert.include(file.header('content-disposition'), 'scores-2031-03-01-2031-03-31.xlsx')
    const refused = await client
      .post('/api/call_evaluation/reports/export')
      .headers(agent.headers)
      .json(wish)
    refused.assertStatus(403)
    const database = await app.container.make(Database)
    const entry: unknown = await database
      .read('audit_log')
      .where({ action: 'record.report_exported', actor_id: supervisor.userId })
      .first()
    assert.isOk(entry)
  })

  test('refuses what is no question')
    .with(['scores?from=2031-03-01', 'scores?from=x&to=y', `scores?${DAYS}&by=shoe`])
    .run(async ({ client }, question) => {
      const response = await client
        .get(`/api/call_evaluation/reports/${question}`)
        .headers(admin.headers)
      response.assertStatus(422)
    })
})
