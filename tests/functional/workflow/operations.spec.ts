import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import type { Json } from '#core/metadata/types'
import { Workflows } from '#core/workflow/instances/workflows'
import { Operations } from '#core/workflow/operations/operations'
import { Watching } from '#core/workflow/operations/watching'
import { Retention } from '#core/workflow/operations/retention'
import {
  document,
  end,
  flows,
  service,
  start as startEvent,
  timer,
  userTask,
} from '#tests/functional/workflow/bpmn'
import {
  instanceRow,
  letTimePass,
  ORIGIN,
  publish,
  records,
  start,
  stateOf,
  system,
  variablesOf,
} from '#tests/functional/workflow/harness'
import { signInWith, unique } from '#tests/support/people'

const two = (key: string, first = 'one') =>
  document(key, [
    startEvent(),
    userTask(first, {}),
    userTask('two', {}),
    end(),
    flows(`start>${first}\n${first}>two\ntwo>end`),
  ])

async function tokenOf(instance: number) {
  const [token] = Object.values((await stateOf(instance)).tokens)
  return token
}

test.group('workflow operations', () => {
  test('a suspended run does nothing until it is resumed; then what is due happens', async ({
    assert,
  }) => {
    const key = unique('suspended')
    await publish(
      key,
      document(key, [startEvent(), timer('later', 'PT1H'), end(), flows('start>later\nlater>end')])
    )
    const id = await start(key)
    const operations = await app.container.make(Operations)
    const run = async (operation: Parameters<Operations['run']>[3]) =>
      operations.run(await system(), ORIGIN, [id], operation)
    assert.deepEqual(await run({ do: 'suspend' }), [{ id, ok: true }])
    assert.equal((await instanceRow(id)).status, 'suspended')
    await letTimePass()
    assert.equal((await instanceRow(id)).status, 'suspended')
    const [again] = await run({ do: 'suspend' })
    assert.include(again, { ok: false, code: 'E_WORKFLOW_SUSPENDED' })
    await run({ do: 'resume' })
    assert.equal((await instanceRow(id)).status, 'active')
    await letTimePass()
    assert.equal((await instanceRow(id)).status, 'completed')
    const [ended] = await run({ do: 'cancel' })
    assert.include(ended, { ok: false, code: 'E_WORKFLOW_ENDED' })
  })

  test('tokens are moved and skipped, variables changed; each is on the trail with who did it', async ({
    assert,
  }) => {
    const key = unique('moved')
    await publish(key, two(key))
    const { actor } = await signInWith(['administrator'])
    const operations = await app.container.make(Operations)
    const id = await start(key)
    const run = (operation: Parameters<Operations['run']>[3]) =>
      operations.run(actor, ORIGIN, [id], operation)
    const token = (await tokenOf(id))?.id ?? ''
    await run({ do: 'move', token, node: 'two' })
    assert.equal((await tokenOf(id))?.node, 'two')
    await run({ do: 'variables', values: { seen: true } })
    assert.deepEqual(await variablesOf(id), { seen: true })
    const [wrong] = await run({ do: 'skip', token: 't99' })
    assert.include(wrong, { ok: false, code: 'E_WORKFLOW_TOKEN' })
    await run({ do: 'skip', token: (await tokenOf(id))?.id ?? '' })
    assert.equal((await instanceRow(id)).status, 'completed')
    const detail = await (await app.container.make(Watching)).detail(actor, id)
    const kinds = detail.trail.flatMap(({ by, entries }) =>
      entries.map(([kind, element]) => `${by === actor.userId} ${kind} ${element}`)
    )
    assert.includeMembers(kinds, ['false entered one', 'true moved one', 'true skipped two'])
    const database = await app.container.make(Database)
    const open: unknown[] = await database
      .write('workflow_tasks')
      .where({ instance: id, status: 'open' })
    assert.deepEqual(open, [])
  })

  test('running instances stay on their version until they are migrated, with a preview of what has a place', async ({
    assert,
  }) => {
    const key = unique('versions')
    await publish(key, two(key))
    const [a, b] = [await start(key), await start(key)]
    await publish(key, two(key, 'first'))
    const operations = await app.container.make(Operations)
    const actor = await system()
    const c = await start(key)
    assert.deepEqual(
      [(await instanceRow(a)).process_version, (await instanceRow(c)).process_version],
      [1, 2]
    )
    const without = await operations.preview(actor, key, { from: 1, to: 2 })
    assert.deepEqual(without, {
      instances: 2,
      nodes: [{ node: 'one', count: 2, target: null, fault: 'node_missing' }],
    })
    const mapping = { one: 'first' }
    const withIt = await operations.preview(actor, key, { from: 1, to: 2, mapping })
    assert.deepEqual(withIt.nodes, [{ node: 'one', count: 2, target: 'first', fault: null }])
    const refused = await operations.run(actor, ORIGIN, [a], { do: 'migrate', version: 2 })
    assert.include(refused[0], { ok: false, code: 'E_WORKFLOW_MIGRATION' })
    const moved = await operations.run(actor, ORIGIN, [a, b, 999_999], {
      do: 'migrate',
      version: 2,
      mapping,
    })
    assert.deepEqual(
      moved.map(({ ok }) => ok),
      [true, true, false]
    )
    assert.equal((await tokenOf(a))?.node, 'first')
    const workflows = await app.container.make(Workflows)
    const wait = Object.values((await stateOf(a)).waits)[0]?.id ?? ''
    assert.isTrue(await workflows.deliver(a, { type: 'done', wait, result: {} }))
    assert.equal((await tokenOf(a))?.node, 'two')
    assert.equal((await instanceRow(a)).process_version, 2)
  })

  test('events at the same instant, repeated events and events that come too late change nothing twice', async ({
    assert,
  }) => {
    const key = unique('race')
    const name = unique('Race')
    await publish(
      key,
      document(key, [
        startEvent(),
        userTask('one', {}),
        service('write', 'record.create', { entity: 'team', values: { name: '=name' } }),
        end(),
        flows('start>one\none>write\nwrite>end'),
      ])
    )
    const id = await start(key, { variables: { name } })
    const workflows = await app.container.make(Workflows)
    const wait = Object.values((await stateOf(id)).waits)[0]?.id ?? ''
    const deliver = () => workflows.deliver(id, { type: 'done', wait, result: {} })
    const answers = await Promise.allSettled(Array.from({ length: 10 }, deliver))
    assert.lengthOf(
      answers.filter((one) => one.status === 'fulfilled' && one.value),
      1
    )
    assert.equal(await records('team', name), 1)
    await assert.rejects(
      () => workflows.deliver(999_999, { type: 'cancel', reason: null }),
      /E_NOT_FOUND/
    )
  })

  test('what goes on without waiting ends as an incident; too much data is refused', async ({
    assert,
  }) => {
    const key = unique('endless')
    await publish(
      key,
      document(key, [
        startEvent(),
        '<bpmn:exclusiveGateway id="again" />',
        service('work', 'script.feel', { expression: '1 + 1' }),
        flows('start>again\nagain>work\nwork>again'),
      ])
    )
    const id = await start(key)
    const row = await instanceRow(id)
    assert.deepEqual([row.status, row.incidents], ['active', 1])
    const large: Json = { text: 'x'.repeat(300_000) }
    await assert.rejects(() => start(key, { variables: large }), /E_WORKFLOW_VARIABLES/)
    const self = unique('itself')
    await publish(
      self,
      document(self, [
        startEvent(),
        `<bpmn:callActivity id="call" calledElement="${self}" />`,
        end(),
        flows('start>call\ncall>end'),
      ])
    )
    await start(self)
    const database = await app.container.make(Database)
    const rows: { incidents: number }[] = await database
      .write('workflow_instances')
      .where('process', self)
    assert.isBelow(rows.length, 100)
    assert.equal(
      rows.reduce((sum, { incidents }) => sum + incidents, 0),
      1
    )
  })

  test('without the permission nothing is shown or done; with it row scopes hold', async ({
    client,
    assert,
  }) => {
    const key = unique('scoped')
    await publish(key, two(key))
    const id = await start(key)
    const agent = await signInWith(['agent'])
    ;(await client.get(`/api/workflow/instances/${id}`).headers(agent.headers)).assertStatus(403)
    const operation = { ids: [id], do: 'cancel' }
    const refused = await client
      .post('/api/workflow/instances/run')
      .headers(agent.headers)
      .json(operation)
    refused.assertStatus(403)
    const list = await client
      .post('/api/records/workflow_instance/query')
      .headers(agent.headers)
      .json({})
    list.assertStatus(403)
    const admin = await signInWith(['administrator'])
    const shown = await client.get(`/api/workflow/instances/${id}`).headers(admin.headers)
    shown.assertStatus(200)
    assert.equal(shown.body().standing.tokens[0].node, 'one')
    const heat = await client
      .get(`/api/workflow/definitions/${key}/versions/1/heat`)
      .headers(admin.headers)
    assert.deepEqual(heat.body().heat, [
      { node: 'one', open: 1, closed: 0, seconds: 0, longest: 0 },
    ])
    const done = await client
      .post('/api/workflow/instances/run')
      .headers(admin.headers)
      .json(operation)
    assert.deepEqual(done.body().outcomes, [{ id, ok: true }])
    assert.equal((await instanceRow(id)).status, 'cancelled')
  })

  test('what ended long ago goes, with everything that belongs to it; what runs stays', async ({
    assert,
  }) => {
    const key = unique('old')
    await publish(key, two(key))
    const [a, b] = [await start(key), await start(key)]
    const workflows = await app.container.make(Workflows)
    await workflows.deliver(a, { type: 'cancel', reason: null })
    const database = await app.container.make(Database)
    const years = new Date(Date.now() + 5 * 365 * 86_400_000)
    await new Retention(
      database,
      () => 365,
      () => years
    ).run()
    for (const [table, column] of [
      ['workflow_states', 'instance_id'],
      ['workflow_waits', 'instance_id'],
      ['workflow_trail', 'instance_id'],
      ['workflow_tasks', 'instance'],
      ['workflow_instances', 'id'],
    ] as const) {
      const rows: unknown[] = await database.write(table).where(column, a)
      assert.deepEqual(rows, [], table)
    }
    assert.equal((await instanceRow(b)).status, 'active')
  })
})
