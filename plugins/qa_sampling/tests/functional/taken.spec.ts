import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Assignments } from '#plugins/call_evaluation/contract'
import { Taken } from '#plugins/qa_sampling/server/runs/taken'
import { DAY, makeCalls, midnight } from '#plugins/qa_sampling/tests/support/made_calls'
import { newDraft, valuesOf } from '#plugins/qa_sampling/ui/rule/rule_draft'
import { makeUser, signInWith, unique, type SignedIn } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const ORIGIN = { address: null, channel: 'web' }
const CALLS = 12
/** Places of the calls that were evaluated before: by the agent's own name where nobody's user is the agent. */
const EVALUATED = [3, 8]

test.group('What was drawn and evaluated before', (group) => {
  let admin: SignedIn
  let evaluator: SignedIn
  let records: Records
  let database: Database
  let site: number
  let agent: number
  let calls: number[]

  group.setup(async () => {
    admin = await signInWith(['administrator'], { values: { time_zone: 'UTC' } })
    records = await app.container.make(Records)
    database = await app.container.make(Database)
    evaluator = await signInWith(['evaluator'])
    agent = (await makeUser({ values: { name: 'Ali' } })).id
    const made = Array.from({ length: CALLS }, (_, n): Record<string, Json> => {
      const known: Record<string, Json> = n < 6 ? { agent_user: agent } : {}
      return {
        ...{ agent: '201', agent_name: 'Ali', talk_seconds: 90, local_hour: 8 + n },
        /** The later the number, the earlier the call: numbers need not come as time does. */
        started_at: new Date(midnight - 3_600_000 * (n + 1)).toISOString(),
        ...known,
      }
    })
    site = await makeCalls(app, { name: unique('taken'), timeZone: 'UTC' }, made)
    const { rows } = await records.query(admin.actor, {
      entity: 'call',
      select: ['title'],
      filter: { path: 'site_id', op: 'eq', value: site },
      sort: [{ path: 'id' }],
      limit: CALLS,
    })
    calls = rows.map(({ id }) => id)
    const assignments = await app.container.make(Assignments)
    await database.transaction((trx) =>
      assignments.create(
        trx,
        admin.actor,
        ORIGIN,
        EVALUATED.map((at) => ({
          call: calls[at] ?? 0,
          agent: at < 6 ? agent : null,
          agentName: 'Ali',
          evaluator: evaluator.userId,
          form: null,
          dueAt: new Date(midnight + DAY),
        }))
      )
    )
  })

  const values = (change: object = {}) => ({
    ...valuesOf({
      ...newDraft(),
      name: unique('Taken'),
      population: { path: 'site_id', op: 'eq', value: site },
      assigning: 'round_robin',
      evaluators: [{ id: evaluator.userId, label: '' }],
    }),
    ...{ group_by: 'total', quota_count: CALLS, min_talk: 0, working_days: false, ...change },
  })

  test('neither is drawn, unless the rule may repeat', async ({ assert, client }) => {
    const trial = async (change: object = {}) => {
      const response = await client
        .post('/api/qa_sampling/drafts/dry-run')
        .headers(admin.headers)
        .json({ values: values(change), seed: 'seed' })
      response.assertStatus(200)
      const { certificate } = response.body()
      return [certificate.population, certificate.excluded]
    }
    assert.deepEqual(await trial(), [CALLS - 2, { evaluated: 2 }])
    const rule = await records.create(admin.actor, ORIGIN, 'sampling_rule', {
      ...(values({ quota_count: 4 }) as Record<string, Json>),
    })
    const run = await client.post(`/api/qa_sampling/rules/${rule.id}/run`).headers(admin.headers)
    run.assertStatus(202)
    await workOffJobs('qa_sampling.')
    assert.deepEqual(await trial(), [CALLS - 6, { evaluated: 2, sampled: 4 }])
    assert.deepEqual(await trial({ allow_repeat: true }), [CALLS, {}])
  })

  test('is looked up by the numbers of the calls, in whatever order they come', async ({
    assert,
  }) => {
    const samples: { call: number; agent_key: string }[] = await database
      .read('sample')
      .whereIn('call', calls)
    assert.lengthOf(samples, 4)
    const keyOf = new Map(samples.map((row) => [row.call, row.agent_key]))
    for (const order of [calls, calls.toReversed(), [...calls.slice(5), ...calls.slice(0, 5)]]) {
      const taken = new Taken(database, 0)
      for (const call of order) {
        await taken.lookUp([call])
        const at = calls.indexOf(call)
        const who = at < 6 ? agent : 'Ali'
        assert.equal(taken.isDrawn(call, keyOf.get(call) ?? ''), keyOf.has(call))
        assert.isFalse(taken.isDrawn(call, 'somebody else'))
        assert.equal(taken.isEvaluated(call, who), EVALUATED.includes(at) || keyOf.has(call))
      }
    }
  })
})
