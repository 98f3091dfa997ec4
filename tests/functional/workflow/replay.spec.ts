import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Tasks } from '#core/workflow/tasks/tasks'
import type { ReplayView } from '#core/workflow/replay/replays'
import { document, end, flows, service, start, userTask } from '#tests/functional/workflow/bpmn'
import {
  instanceRow,
  ORIGIN,
  publish,
  start as startProcess,
  system,
  workJobs,
} from '#tests/functional/workflow/harness'
import { signInWith, unique } from '#tests/support/people'

const NAME = 'replayed team'
const drawn = (key: string, more: string[], ways: string) =>
  document(key, [
    start(),
    userTask('ask', {
      candidates: { roles: ['administrator'] },
      form: { kind: 'questions', elements: {} },
    }),
    '<bpmn:exclusiveGateway id="which" default="f1_which_no" />',
    end('yes'),
    end('no'),
    ...more,
    flows(ways),
  ])

async function complete(instance: number): Promise<void> {
  const { read } = await app.container.make(Database)
  const row: { id: number } = await read('workflow_tasks').where({ instance }).first('id')
  const tasks = await app.container.make(Tasks)
  await tasks.complete(await system(), ORIGIN, row.id, { values: {} })
}

test.group('workflow replay', () => {
  test('runs that have ended are played by the draft, nothing is written, and only who asked sees it', async ({
    client,
    assert,
  }) => {
    const key = unique('replay')
    await publish(key, drawn(key, [], 'start>ask\nwhich>no\nask>which\nwhich>yes?amount > 100'))
    const records = await app.container.make(Records)
    const team = await records.create(await system(), ORIGIN, 'team', { name: unique('subject') })
    const subject = { entity: 'team', id: team.id }
    const runs = [
      await startProcess(key, { variables: { amount: 50 }, subject }),
      await startProcess(key, { variables: { amount: 150 } }),
      await startProcess(key, { variables: { amount: 500 } }),
    ]
    for (const run of runs) await complete(run)
    assert.equal((await instanceRow(runs[0] as number)).status, 'completed')

    /** The new version asks for more, and makes a record. */
    const creates = service('make', 'core.create_record', {
      entity: 'team',
      values: { name: NAME },
    })
    const xml = drawn(
      key,
      [creates],
      'start>make\nwhich>no\nmake>ask\nask>which\nwhich>yes?amount > 200'
    )
    const { headers } = await signInWith(['administrator'])
    const path = `/api/workflow/definitions/${key}`
    const { draft } = (await client.get(path).headers(headers)).body()
    const saved = await client.put(`${path}/draft`).headers(headers).json({ xml, lock: draft.lock })
    saved.assertStatus(200)
    const ordered = await client.post(`${path}/replays`).headers(headers).json({})
    ordered.assertStatus(202)
    const { replay } = ordered.body() as { replay: number }
    await workJobs()

    const view = await client.get(`${path}/replays/${replay}`).headers(headers)
    view.assertStatus(200)
    const { report, labels } = view.body() as ReplayView
    assert.deepEqual(
      report?.rows.map(({ instance, then, now, difference }) => [
        ...[instance, then.ends, now.ends, difference],
      ]),
      [
        [runs[0], ['no'], ['no'], 'same'],
        [runs[1], ['yes'], ['no'], 'other_end'],
        [runs[2], ['yes'], ['yes'], 'same'],
      ]
    )
    assert.equal(report?.summary.counts.other_end, 1)
    assert.property(labels, `team:${team.id}`)
    const made = await records.count(await system(), {
      entity: 'team',
      filter: { path: 'name', op: 'eq', value: NAME },
    })
    assert.equal(made, 0)

    const other = await signInWith(['administrator'])
    const foreign = await client.get(`${path}/replays/${replay}`).headers(other.headers)
    foreign.assertStatus(404)
    const consultant = await signInWith(['consultant'])
    const refused = await client.post(`${path}/replays`).headers(consultant.headers).json({})
    refused.assertStatus(403)
  })
})
