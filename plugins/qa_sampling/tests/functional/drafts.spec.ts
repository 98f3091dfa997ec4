import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { TeamMembers } from '#core/security/team_members'
import { DAY, makeCalls, midnight } from '#plugins/qa_sampling/tests/support/made_calls'
import { newDraft, valuesOf, type RuleDraft } from '#plugins/qa_sampling/ui/rule/rule_draft'
import { makeUser, signInWith, unique, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const ORIGIN = { address: null, channel: 'web' }
const UTC = { values: { time_zone: 'UTC', calendar: 'gregory' } }

test.group('Rules while they are made', (group) => {
  let admin: SignedIn
  let evaluator: SignedIn
  let records: Records
  let site: number
  let agents: number[]

  /** Yesterday Ali had eight calls and Zahra two; on the two days before each had three. */
  group.setup(async () => {
    admin = await signInWith(['administrator'], UTC)
    records = await app.container.make(Records)
    const { id: unit } = await records.create(admin.actor, ORIGIN, 'unit', { name: unique('Unit') })
    evaluator = await signInWith(['evaluator'], { values: { unit } })
    const named = (name: string) => makeUser({ values: { name } })
    agents = [(await named('Ali')).id, (await named('Zahra')).id]
    const calls: Record<string, Json>[] = []
    const add = (agent: number, daysAgo: number, count: number) => {
      for (let n = 0; n < count; n++) {
        calls.push({
          unit_id: unit,
          agent: String(agents[agent]),
          agent_name: ['Ali', 'Zahra'][agent] ?? '',
          agent_user: agents[agent] ?? 0,
          started_at: new Date(midnight - daysAgo * DAY + (8 + n) * 3_600_000).toISOString(),
          local_hour: 8 + n,
          talk_seconds: 60 * (n + 1),
          recording_count: n === 0 ? 0 : 1,
          score: n % 5,
        })
      }
    }
    add(0, 1, 9)
    add(1, 1, 3)
    for (const daysAgo of [2, 3]) for (const agent of [0, 1]) add(agent, daysAgo, 4)
    site = await makeCalls(app, { name: unique('drafts'), timeZone: 'UTC' }, calls)
  })

  const draft = (change: Partial<RuleDraft> = {}) =>
    valuesOf({
      ...newDraft(),
      name: 'Draft',
      population: { path: 'site_id', op: 'eq', value: site },
      assigning: 'round_robin',
      evaluators: [{ id: evaluator.userId, label: '' }],
      ...change,
    })

  test('the preview counts the calls of yesterday, shows some, and says when the rule runs next', async ({
    assert,
    client,
  }) => {
    const response = await client
      .post('/api/qa_sampling/drafts/preview')
      .headers(admin.headers)
      .json({ values: draft({ working_days: false, min_talk: 200 }) })
    response.assertStatus(200)
    const { faults, calls, next, timeZone } = response.body()
    assert.deepEqual(faults, [])
    assert.equal(timeZone, 'UTC')
    assert.deepEqual([calls.fitting, calls.eligible], [12, 6])
    assert.lengthOf(calls.examples, 5)
    assert.equal(calls.period.from, new Date(midnight - DAY).toISOString())
    assert.lengthOf(next, 5)
    assert.match(next[0].at, /T07:00:00.000Z$/)
  })

  test('who may not change a rule tries it with the own eyes, not with those of its owner', async ({
    assert,
    client,
  }) => {
    const unit = (await records.create(admin.actor, ORIGIN, 'unit', { name: unique('Unit') })).id
    const rule = await records.create(admin.actor, ORIGIN, 'sampling_rule', {
      ...(draft() as Record<string, Json>),
      unit_id: unit,
    })
    const supervisor = await signInWith(['supervisor'], { values: { unit } })
    const warned = async (who: SignedIn) => {
      const response = await client
        .post('/api/qa_sampling/drafts/preview')
        .headers(who.headers)
        .json({ rule: rule.id, values: draft() })
      response.assertStatus(200)
      return response.body().warnings.map(({ code }: { code: string }) => code)
    }
    assert.deepEqual(await warned(admin), [])
    assert.deepEqual(await warned(supervisor), ['E_SAMPLING_EMPTY'])
  })

  test('an evaluator who may not see the calls is named before the rule runs', async ({
    assert,
    client,
  }) => {
    const elsewhere = await signInWith(['evaluator'])
    const warned = async (change: Partial<RuleDraft>) => {
      const response = await client
        .post('/api/qa_sampling/drafts/preview')
        .headers(admin.headers)
        .json({ values: draft(change) })
      response.assertStatus(200)
      assert.deepEqual(response.body().faults, [])
      return response
        .body()
        .warnings.map(({ path, code, message }: Record<string, string>) => [path, code, message])
    }
    const evaluators = [evaluator, elsewhere].map(({ userId }) => ({ id: userId, label: '' }))
    const blind = (calls: number) =>
      `${elsewhere.actor.name} may not see ${calls} of ${calls} calls that were looked at, and could not listen to them.`
    assert.deepEqual(await warned({ evaluators }), [['evaluators', 'E_SAMPLING_UNSEEN', blind(28)]])

    assert.deepEqual(await warned({ assigning: 'own', evaluators: [] }), [])
    const duty = { agent: agents[1] ?? 0, evaluator: elsewhere.userId }
    const { id } = await records.create(admin.actor, ORIGIN, 'evaluator_duty', duty)
    assert.deepEqual(await warned({ assigning: 'own', evaluators: [] }), [
      ['assigning', 'E_SAMPLING_UNSEEN', blind(11)],
    ])
    await records.remove(admin.actor, ORIGIN, 'evaluator_duty', id)
  })

  test('what is wrong is told by field, in the words of the reader: {path}')
    .with([
      { path: 'weekday', change: { every: 'week' } },
      { path: 'quota_count', change: { quota_count: 0 } },
      {
        path: 'quota_max',
        change: { quota: 'percent', quota_percent: 5, quota_min: 9, quota_max: 2 },
      },
      { path: 'widen_days', change: { on_shortfall: 'widen' } },
      { path: 'population', change: { population: { path: 'gone', op: 'eq', value: 1 } } },
      { path: 'evaluators', change: { evaluators: [] } },
      { path: 'form_name', change: { form_name: 'none' } },
    ] as { path: string; change: Partial<RuleDraft> }[])
    .run(async ({ assert, client }, { path, change }) => {
      const response = await client
        .post('/api/qa_sampling/drafts/preview')
        .headers(admin.headers)
        .json({ values: draft(change) })
      response.assertStatus(200)
      const { faults } = response.body()
      assert.deepEqual(
        faults.map((fault: { path: string }) => fault.path),
        [path]
      )
      assert.notEqual(faults[0].message, '')
      assert.notEqual(faults[0].message, faults[0].code)
      const tried = await client
        .post('/api/qa_sampling/drafts/dry-run')
        .headers(admin.headers)
        .json({ values: draft(change) })
      tried.assertStatus(422)
    })

  test('a filter that nothing fits is a warning, and others see nothing of what is not theirs', async ({
    assert,
    client,
  }) => {
    const ask = (who: SignedIn, values: object) =>
      client.post('/api/qa_sampling/drafts/preview').headers(who.headers).json({ values })
    const nobody = draft({ population: { path: 'talk_seconds', op: 'gt', value: 999_999 } })
    const empty = await ask(admin, nobody)
    assert.deepEqual(
      empty.body().warnings.map(({ code }: { code: string }) => code),
      ['E_SAMPLING_EMPTY']
    )
    const stranger = await signInWith(['supervisor'])
    const seen = await ask(stranger, draft())
    assert.containsSubset(seen.body(), { calls: { fitting: 0, eligible: 0, examples: [] } })
    ;(await ask(evaluator, draft())).assertStatus(403)
  })

  test('a trial of what is not saved: the same seed draws the same, with evaluators and chances', async ({
    assert,
    client,
  }) => {
    const ask = (seed: string, change: Partial<RuleDraft> = {}) =>
      client
        .post('/api/qa_sampling/drafts/dry-run')
        .headers(admin.headers)
        .json({ values: draft({ quota_count: 4, ...change }), seed })
    const first = await ask('a')
    first.assertStatus(200)
    const { drawn, certificate, evaluators, unassigned } = first.body()
    assert.deepEqual((await ask('a')).body().drawn, drawn)
    assert.lengthOf(drawn, 6)
    assert.deepEqual(certificate.excluded, { no_recording: 2 })
    assert.deepEqual(Object.values(certificate.names).sort(), ['Ali', 'Zahra'])
    assert.deepEqual(
      new Set(drawn.map((one: { probability: number }) => one.probability)),
      new Set([0.5, 1])
    )
    assert.equal(evaluators[0].given, 6)
    assert.deepEqual(unassigned, { no_evaluator: 0, cap: 0 })
    const capped = await ask('a', { daily_cap: 2 })
    assert.equal(capped.body().unassigned.cap, 4)
    assert.equal(
      await records.count(admin.actor, {
        entity: 'sampling_run',
        filter: { path: 'seed', op: 'eq', value: 'a' },
      }),
      0
    )
  })

  test('too few: {how}')
    .with([
      { how: 'report' as const, drawn: { Ali: 5, Zahra: 2 }, earlier: 0, shared: 0 },
      { how: 'widen' as const, drawn: { Ali: 5, Zahra: 5 }, earlier: 3, shared: 0 },
      { how: 'fill' as const, drawn: { Ali: 8, Zahra: 2 }, earlier: 0, shared: 3 },
    ])
    .run(async ({ assert, client }, { how, drawn, earlier, shared }) => {
      const response = await client
        .post('/api/qa_sampling/drafts/dry-run')
        .headers(admin.headers)
        .json({ values: draft({ on_shortfall: how, widen_days: 2 }) })
      response.assertStatus(200)
      const body = response.body()
      const of = (name: string) =>
        body.drawn.filter(({ agent }: { agent: string }) => agent === name).length
      assert.deepEqual({ Ali: of('Ali'), Zahra: of('Zahra') }, drawn)
      assert.containsSubset(body.certificate, { earlier, shared })
      for (const one of body.drawn) {
        assert.equal(one.earlier, Date.parse(one.startedAt) < midnight - DAY)
      }
    })

  test('a quota can be a team’s, and balanced over weekdays', async ({ assert, client }) => {
    const members = await app.container.make(TeamMembers)
    const team = await records.create(admin.actor, ORIGIN, 'team', { name: unique('team') })
    await members.set(admin.actor, ORIGIN, team.id, agents)
    const response = await client
      .post('/api/qa_sampling/drafts/dry-run')
      .headers(admin.headers)
      .json({ values: draft({ group_by: 'team', quota_count: 3, stratum: 'weekday' }) })
    response.assertStatus(200)
    const { certificate, drawn } = response.body()
    assert.deepEqual(certificate.names, { [team.id]: team.name })
    assert.lengthOf(drawn, 3)
  })

  test('run at once: its certificate names the groups, and it is checked from the browser', async ({
    assert,
    client,
  }) => {
    const values = draft({ allow_repeat: true, on_shortfall: 'widen', widen_days: 2 })
    const rule = await records.create(admin.actor, ORIGIN, 'sampling_rule', values)
    const get = (path: string) => client.get(`/api/qa_sampling/${path}`).headers(admin.headers)
    const post = (path: string) => client.post(`/api/qa_sampling/${path}`).headers(admin.headers)
    ;(await post(`rules/${rule.id}/run`)).assertStatus(202)
    assert.lengthOf((await get(`rules/${rule.id}/jobs`)).body().jobs, 1)
    await workOffJobs('qa_sampling.')
    assert.lengthOf((await get(`rules/${rule.id}/jobs`)).body().jobs, 0)
    const { rows } = await records.query(admin.actor, {
      entity: 'sampling_run',
      select: ['drawn', 'earlier'],
      filter: { path: 'rule', op: 'eq', value: rule.id },
    })
    const [run] = rows
    assert.deepEqual([run?.drawn, run?.earlier], [10, 3])
    const shown = (await get(`runs/${run?.id}/certificate`)).body()
    assert.equal(shown.run.id, run?.id)
    assert.sameMembers(Object.values(shown.certificate.names), ['Ali', 'Zahra'])
    const verified = await post(`runs/${run?.id}/verify`)
    verified.assertStatus(200)
    assert.containsSubset(verified.body(), { missing: [], extra: [], different: [] })
    const stranger = await signInWith(['supervisor'])
    const refused = await client
      .post(`/api/qa_sampling/runs/${run?.id}/verify`)
      .headers(stranger.headers)
    refused.assertStatus(404)
    const others = await client
      .get(`/api/qa_sampling/rules/${rule.id}/jobs`)
      .headers(stranger.headers)
    others.assertStatus(404)
  })

  test('a run that cannot be made is shown with the reason', async ({ assert, client }) => {
    const values = draft({ population: { path: 'gone', op: 'eq', value: 1 } })
    const rule = await records.create(admin.actor, ORIGIN, 'sampling_rule', values)
    await client.post(`/api/qa_sampling/rules/${rule.id}/run`).headers(admin.headers)
    await workOffJobs('qa_sampling.')
    const response = await client
      .get(`/api/qa_sampling/rules/${rule.id}/jobs`)
      .headers(admin.headers)
    assert.containsSubset(response.body().jobs, [
      { state: 'failed', error: { code: 'E_SAMPLING_RULE' } },
    ])
  })
})
