import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { RunRecords } from '#plugins/qa_sampling/server/runs/run_records'
import { DueRules } from '#plugins/qa_sampling/server/runs/due_rules'
import { SamplingRuns } from '#plugins/qa_sampling/server/runs/sampling_runs'
import { RecordedSites, rawCdr, rawCel, rawQueueLog } from '#plugins/telephony/contract'
import { answeredCalls, recordedCsv } from '#plugins/qa_sampling/tests/support/recorded_day'
import { startAce } from '#tests/support/ace_process'
import { makeUser, signInWith, unique, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const ORIGIN = { address: null, channel: 'web' }
const TEHRAN = { values: { time_zone: 'Asia/Tehran', calendar: 'persian' } }
/** Seven in the morning of the day after the recorded one. */
const SLOT = new Date('2026-11-23T03:30:00.000Z')

test.group('Sampling of the recorded Asterisk', (group) => {
  let admin: SignedIn
  let evaluators: SignedIn[]
  let siteId: number
  let records: Records
  let runs: SamplingRuns

  group.setup(async () => {
    admin = await signInWith(['administrator'], TEHRAN)
    evaluators = [await signInWith(['evaluator']), await signInWith(['evaluator'])]
    records = await app.container.make(Records)
    runs = await app.container.make(SamplingRuns)
    const sites = await app.container.make(RecordedSites)
    const site = await sites.ensureSite({
      name: unique('sampled'),
      timeZone: 'Asia/Tehran',
      trunks: ['trunk-main'],
    })
    siteId = site.id
    await sites.ingestRows(siteId, {
      cdr: recordedCsv('cdr.csv').map((row) => rawCdr(row)),
      cel: recordedCsv('cel.csv').map((row) => rawCel(row)),
      queueLog: recordedCsv('queue_log.csv').map((row) => rawQueueLog(row)),
    })
  })

  /** Rules of the test look at its own site only. */
  async function makeRule(values: Record<string, Json>, filter?: Filter, owner = admin) {
    const own: Filter = { path: 'site_id', op: 'eq', value: siteId }
    const population = { and: filter ? [own, filter] : [own] } as unknown as Json
    return records.create(owner.actor, ORIGIN, 'sampling_rule', {
      name: unique('rule'),
      population,
      assigning: 'round_robin',
      evaluators: evaluators.map(({ userId }) => userId),
      working_days: false,
      need_recording: false,
      allow_repeat: true,
      quota_count: 5,
      ...values,
    })
  }

  async function samplesOf(run: number) {
    const filter: Filter = { path: 'run', op: 'eq', value: run }
    const select = ['call', 'call.pbx_key', 'agent_name', 'evaluation', 'probability', 'stratum']
    const { rows } = await records.query(SYSTEM_ACTOR, {
      entity: 'sample',
      select,
      filter,
      limit: 500,
    })
    return rows
  }

  const inbound: Filter = { path: 'direction', op: 'eq', value: 'inbound' }

  test('a quota that takes all draws exactly the calls that were answered', async ({ assert }) => {
    const rule = await makeRule({ quota_count: 1_000 }, inbound)
    const { id } = await runs.run(rule.id, SLOT)
    const drawn = (await samplesOf(id)).map((row) => row['call.pbx_key'])
    assert.deepEqual(
      drawn.sort(),
      answeredCalls()
        .map((truth) => truth.uniqueid ?? '')
        .sort()
    )
    const run = await records.get(admin.actor, 'sampling_run', id)
    assert.equal(run.short_groups, new Set(answeredCalls().map((truth) => truth.answered_by)).size)
    assert.deepEqual([run.from, run.to], ['2026-11-21T20:30:00.000Z', '2026-11-22T20:30:00.000Z'])
  })

  test('five of yesterday’s calls of each agent with a customer score under 3', async ({
    assert,
  }) => {
    const low: Filter = { and: [inbound, { path: 'score', op: 'lt', value: 3 }] }
    const rule = await makeRule({}, low)
    const { id } = await runs.run(rule.id, SLOT)
    const bad = answeredCalls().filter(({ survey_digit: digit }) => digit === '1' || digit === '2')
    assert.isAbove(bad.length, 3)
    const byAgent = Map.groupBy(bad, ({ answered_by: agent }) => agent)
    const samples = await samplesOf(id)
    assert.lengthOf(
      samples,
      [...byAgent.values()].reduce((sum, own) => sum + Math.min(5, own.length), 0)
    )
    const keys = new Set(bad.map((truth) => truth.uniqueid))
    for (const sample of samples) assert.isTrue(keys.has(String(sample['call.pbx_key'])))
  })

  test('each sample is an evaluation in turn, with its due date, and the evaluator is told', async ({
    assert,
    client,
  }) => {
    const rule = await makeRule({ quota_count: 2, stratum: 'hour', due_days: 3 }, inbound)
    const { id } = await runs.run(rule.id, SLOT)
    const samples = await samplesOf(id)
    const ids = samples.map((row) => (row.evaluation as { id: number }).id)
    assert.equal(new Set(ids).size, samples.length)
    const counts = []
    for (const { actor, headers } of evaluators) {
      const filter: Filter = { path: 'id', op: 'in', value: ids }
      counts.push(await records.count(actor, { entity: 'evaluation', filter }))
      const told = await client.get('/api/notifications').headers(headers)
      assert.match(told.body().notifications[0].text, /calls are waiting for your evaluation/)
    }
    assert.isAtMost(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0)), 1)
    assert.equal((counts[0] ?? 0) + (counts[1] ?? 0), samples.length)
  })

  test('the same slot draws once, however often and at once it is run', async ({ assert }) => {
    const rule = await makeRule({}, inbound)
    const results = await Promise.all([
      runs.run(rule.id, SLOT),
      runs.run(rule.id, SLOT),
      runs.run(rule.id, SLOT),
    ])
    assert.equal(new Set(results.map(({ id }) => id)).size, 1)
    assert.lengthOf(
      results.filter(({ made }) => made),
      1
    )
  })

  test('two rules at the same moment never draw the same call', async ({ assert }) => {
    const of = () => makeRule({ quota_count: 2, allow_repeat: false }, inbound)
    const rules = [await of(), await of()]
    const settled = await Promise.allSettled(rules.map((rule) => runs.run(rule.id, SLOT)))
    for (const result of settled) {
      if (result.status === 'rejected') assert.equal(result.reason.code, 'E_SAMPLING_CLASH')
    }
    const made = []
    for (const rule of rules) made.push(...(await samplesOf((await runs.run(rule.id, SLOT)).id)))
    const calls = made.map((row) => (row.call as { id: number }).id)
    assert.equal(new Set(calls).size, calls.length)
    const third = await makeRule({ quota_count: 1_000, allow_repeat: false }, inbound)
    const rest = await samplesOf((await runs.run(third.id, SLOT)).id)
    for (const row of rest) assert.notInclude(calls, (row.call as { id: number }).id)
  })

  test('a run that is cut short leaves nothing', async ({ assert }) => {
    const rule = await makeRule({}, inbound)
    await assert.rejects(() => runs.run(rule.id, SLOT, AbortSignal.abort()))
    const database = await app.container.make(Database)
    for (const table of ['sampling_run', 'sample']) {
      const rows: unknown[] = await database.read(table).where('rule', rule.id)
      assert.lengthOf(rows, 0)
    }
    assert.isTrue((await runs.run(rule.id, SLOT)).made)
  })

  test('a transferred call counts for its {choice} agent')
    .with([
      { choice: 'first' as const },
      { choice: 'last' as const },
      { choice: 'longest' as const },
      { choice: 'every' as const },
    ])
    .run(async ({ assert }, { choice }) => {
      const rule = await makeRule({ quota_count: 1_000, agent_choice: choice }, inbound)
      const samples = await samplesOf((await runs.run(rule.id, SLOT)).id)
      const moved = answeredCalls().filter(
        ({ transfer_answered_by: other, answered_by: first }) => other !== '' && other !== first
      )
      assert.isAbove(moved.length, 0)
      for (const truth of moved) {
        const names = samples.filter((row) => row['call.pbx_key'] === truth.uniqueid)
        assert.lengthOf(names, choice === 'every' ? 2 : 1, truth.ref)
      }
    })

  test('the dry run shows the same draw for the same seed, in the scope of who asks', async ({
    assert,
    client,
  }) => {
    const rule = await makeRule({ period: 'since_last_run' }, inbound)
    const ask = (who: SignedIn, seed: string) =>
      client.post(`/api/qa_sampling/rules/${rule.id}/dry-run`).headers(who.headers).json({ seed })
    const [first, again] = [await ask(admin, 'a'), await ask(admin, 'a')]
    first.assertStatus(200)
    assert.deepEqual(first.body().drawn, again.body().drawn)
    const stranger = await signInWith(['supervisor'])
    ;(await ask(stranger, 'a')).assertStatus(404)
    ;(await ask(evaluators[0] ?? admin, 'a')).assertStatus(403)
    const own = await makeRule({}, inbound, stranger)
    const seen = await client
      .post(`/api/qa_sampling/rules/${own.id}/dry-run`)
      .headers(stranger.headers)
      .json({})
    // Calls of nobody in the supervisor's unit.
    assert.equal(seen.body().certificate.population, 0)
  })

  test('the certificate holds, and can be drawn again; what was changed is found', async ({
    assert,
    client,
  }) => {
    const rule = await makeRule({ quota: 'percent', quota_percent: 20, stratum: 'queue' }, inbound)
    const { id } = await runs.run(rule.id, SLOT)
    const response = await client
      .get(`/api/qa_sampling/runs/${id}/certificate`)
      .headers(admin.headers)
    response.assertStatus(200)
    const { certificate, mean } = response.body()
    assert.equal(certificate.population, answeredCalls().length)
    assert.isNull(mean)
    const covered = certificate.coverage.hour.reduce(
      (sum: number, row: { drawn: number }) => sum + row.drawn,
      0
    )
    assert.equal(covered, certificate.drawn)

    const verify = await app.container.make(RunRecords)
    assert.containsSubset(await verify.verify(id), { missing: [], extra: [], different: [] })
    const database = await app.container.make(Database)
    const [sample] = await samplesOf(id)
    await database.transaction(async (trx) => {
      await trx('sample')
        .where('id', sample?.id ?? 0)
        .update({ part: 7 })
    })
    const found = await verify.verify(id)
    assert.deepEqual([found.missing.length, found.extra.length], [1, 1])
    await database.transaction(async (trx) => {
      await trx('sampling_run').where('id', id).update({ digest: 'other' })
    })
    await assert.rejects(() => verify.verify(id), /E_SAMPLING_FRAME/)
  })

  test('bad rules say what is wrong before they run: {code}')
    .with([
      {
        code: 'E_SAMPLING_POPULATION',
        values: { population: { path: 'gone', op: 'eq', value: 1 } },
      },
      { code: 'E_EVALUATION_FORM', values: { form_name: 'no_such_form' } },
      { code: 'E_SAMPLING_NO_EVALUATOR', values: { evaluators: [] } },
      { code: 'E_EVALUATION_EVALUATOR', values: { evaluators: 'stranger' } },
    ] as { code: string; values: Record<string, Json> }[])
    .run(async ({ assert, client }, { code, values }) => {
      const stranger = await makeUser()
      const given: Record<string, Json> = { ...values }
      if (given.evaluators === 'stranger') given.evaluators = [stranger.id]
      const rule = await makeRule(given)
      const checked = await client
        .post(`/api/qa_sampling/rules/${rule.id}/check`)
        .headers(admin.headers)
        .json({})
      checked.assertStatus(200)
      assert.deepEqual(
        checked.body().faults.map((fault: { code: string }) => fault.code),
        [code]
      )
      await assert.rejects(() => runs.run(rule.id, SLOT), /E_SAMPLING_RULE/)
    })

  test('impossible quotas and days are not saved: {code}')
    .with([
      { code: 'E_SAMPLING_QUOTA_COUNT', values: { quota_count: null } },
      {
        code: 'E_SAMPLING_QUOTA_BOUNDS',
        values: { quota: 'percent', quota_percent: 5, quota_min: 9, quota_max: 2 },
      },
      { code: 'E_SAMPLING_SCHEDULE', values: { every: 'week' } },
    ] as { code: string; values: Record<string, Json> }[])
    .run(async ({ assert }, { code, values }) => {
      try {
        await makeRule(values)
        assert.fail('It was saved')
      } catch (error) {
        assert.equal((error as { details?: { code: string }[] }).details?.[0]?.code, code)
      }
    })

  test('a rule whose owner has left says so', async ({ assert }) => {
    const leaver = await signInWith(['administrator'], TEHRAN)
    const rule = await makeRule({}, inbound, leaver)
    const database = await app.container.make(Database)
    await records.update(admin.actor, ORIGIN, 'user', leaver.userId, { active: false })
    await database.transaction(async (trx) => {
      await trx('users').where('id', leaver.userId).update({ active: false })
    })
    await assert.rejects(() => runs.run(rule.id, SLOT), /E_SAMPLING_RULE/)
  })

  test('the schedule enqueues each missed slot once, and the jobs draw', async ({ assert }) => {
    const rule = await makeRule({ active: true, catch_up: 'each', quota_count: 1 }, inbound)
    await records.update(SYSTEM_ACTOR, ORIGIN, 'sampling_rule', rule.id, {
      last_slot: '2026-11-20T12:00:00.000Z',
    })
    const due = await app.container.make(DueRules)
    await due.enqueue(new Date('2026-11-23T03:31:00.000Z'))
    assert.equal(await due.enqueue(new Date('2026-11-23T03:32:00.000Z')), 0)
    await workOffJobs('qa_sampling.')
    const filter: Filter = { path: 'rule', op: 'eq', value: rule.id }
    const { rows } = await records.query(admin.actor, {
      entity: 'sampling_run',
      filter,
      sort: [{ path: 'slot' }],
    })
    assert.deepEqual(
      rows.map((row) => [row.slot, Number(row.drawn) > 0]),
      [
        ['2026-11-21T03:30:00.000Z', false],
        ['2026-11-22T03:30:00.000Z', false],
        ['2026-11-23T03:30:00.000Z', true],
      ]
    )
    await records.update(admin.actor, ORIGIN, 'sampling_rule', rule.id, { active: false })
  })

  test('node ace sampling:verify ends with 0, or with 2 where there is no such run', async ({
    assert,
  }) => {
    const rule = await makeRule({}, inbound)
    const { id } = await runs.run(rule.id, SLOT)
    const verify = (run: number) =>
      new Promise<number | null>((resolve) => {
        const child = startAce(['sampling:verify', String(run)], { PEYVAND_WORKER: 'off' })
        child.once('exit', resolve)
      })
    assert.deepEqual(await Promise.all([verify(id), verify(2_000_000_000)]), [0, 2])
  }).timeout(300_000)
})
