import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { StartIndex } from '#core/workflow/triggers/start_index'
import { Triggers } from '#core/workflow/triggers/triggers'
import { TriggerRegistry } from '#core/workflow/triggers/trigger_registry'
import {
  document,
  end,
  flows,
  service,
  start as startEvent,
  trigger,
  userTask,
} from '#tests/functional/workflow/bpmn'
import {
  instanceRow,
  ORIGIN,
  publish,
  records,
  start,
  stateOf,
  system,
  workJobs,
} from '#tests/functional/workflow/harness'
import { signInWith, unique } from '#tests/support/people'

const message = (id: string, name: string) => `<bpmn:message id="${id}" name="${name}" />`
const receive = (id: string, ref: string, correlation: string) =>
  `<bpmn:intermediateCatchEvent id="${id}"><bpmn:extensionElements><peyvand:correlation key="${correlation}" /></bpmn:extensionElements><bpmn:messageEventDefinition id="${id}_d" messageRef="${ref}" /></bpmn:intermediateCatchEvent>`

async function instancesOf(process: string) {
  const database = await app.container.make(Database)
  const rows: { id: number; status: string; subject_id: number | null }[] = await database
    .write('workflow_instances')
    .where({ process })
    .orderBy('id')
  return rows
}

test.group('workflow events', () => {
  test('a message finds the conversation it belongs to, through the API and through a secret door, once', async ({
    client,
    assert,
  }) => {
    const key = unique('conversation')
    const name = unique('paid')
    await publish(
      key,
      document(
        key,
        [startEvent(), receive('paid', 'm1', '=order'), end(), flows('start>paid\npaid>end')],
        message('m1', name)
      )
    )
    const [a, b] = [
      await start(key, { variables: { order: 'A' } }),
      await start(key, { variables: { order: 'B' } }),
    ]
    const { headers } = await signInWith(['administrator'])
    const post = (path: string, body: object, more = {}) =>
      client
        .post(path)
        .headers({ ...headers, ...more })
        .json(body)
    const nobody = await post('/api/workflow/messages', { name, correlation: 'C' })
    assert.equal(nobody.body().delivered, 0)
    const told = await post('/api/workflow/messages', {
      name,
      correlation: 'A',
      variables: { sum: 5 },
    })
    assert.equal(told.body().delivered, 1)
    assert.equal((await instanceRow(a)).status, 'completed')
    assert.equal((await instanceRow(b)).status, 'active')
    const made = await post('/api/workflow/hooks', {
      name: 'Shop',
      message: name,
      correlation: '=body.order',
    })
    made.assertStatus(201)
    const { path } = made.body() as { path: string }
    const outside = (body: object) => client.post(path).header('idempotency-key', 'one').json(body)
    const first = await outside({ order: 'B' })
    first.assertStatus(202)
    assert.isTrue(first.body().delivered)
    assert.equal((await instanceRow(b)).status, 'completed')
    const third = await start(key, { variables: { order: 'B' } })
    await outside({ order: 'B' })
    assert.equal((await instanceRow(third)).status, 'active')
    const wrong = await client.post(`${path}x`).json({ order: 'B' })
    wrong.assertStatus(404)
    const agent = await signInWith(['agent'])
    const refused = await client
      .post('/api/workflow/messages')
      .headers(agent.headers)
      .json({ name, correlation: 'B' })
    refused.assertStatus(403)
  })

  test('a thrown message begins another process, and a signal tells everybody else', async ({
    assert,
  }) => {
    const [sender, receiver, signal] = [unique('sender'), unique('receiver'), unique('alarm')]
    const roots = `${message('m1', receiver)}<bpmn:signal id="s1" name="${signal}" />`
    await publish(
      receiver,
      document(
        receiver,
        [
          '<bpmn:startEvent id="begun"><bpmn:messageEventDefinition id="d1" messageRef="m1" /></bpmn:startEvent>',
          '<bpmn:intermediateCatchEvent id="hear"><bpmn:signalEventDefinition id="d2" signalRef="s1" /></bpmn:intermediateCatchEvent>',
          end(),
          flows('begun>hear\nhear>end'),
        ],
        roots
      )
    )
    await publish(
      sender,
      document(
        sender,
        [
          startEvent(),
          '<bpmn:intermediateThrowEvent id="tell"><bpmn:messageEventDefinition id="d3" messageRef="m1" /></bpmn:intermediateThrowEvent>',
          end(),
          flows('start>tell\ntell>end'),
        ],
        roots
      )
    )
    await start(sender)
    await workJobs()
    assert.deepEqual(
      (await instancesOf(receiver)).map(({ status }) => status),
      ['active']
    )
    const alarm = unique('alarming')
    await publish(
      alarm,
      document(
        alarm,
        [
          startEvent(),
          '<bpmn:intermediateThrowEvent id="ring"><bpmn:signalEventDefinition id="d4" signalRef="s1" /></bpmn:intermediateThrowEvent>',
          end(),
          flows('start>ring\nring>end'),
        ],
        roots
      )
    )
    await start(alarm)
    await workJobs()
    assert.deepEqual(
      (await instancesOf(receiver)).map(({ status }) => status),
      ['completed']
    )
  })

  test('a message that is thrown before its receiver waits for it is kept for it, where it says whose it is', async ({
    assert,
  }) => {
    const [sender, receiver] = [unique('early'), unique('late')]
    const roots = message('m1', unique('told'))
    const tell = (id: string, more: string) =>
      `<bpmn:intermediateThrowEvent id="${id}">${more}<bpmn:messageEventDefinition id="${id}_d" messageRef="m1" /></bpmn:intermediateThrowEvent>`
    const belongs =
      '<bpmn:extensionElements><peyvand:correlation key="=order" /></bpmn:extensionElements>'
    const way = flows('start>tell\ntell>end')
    await publish(
      sender,
      document(sender, [startEvent(), tell('tell', belongs), end(), way], roots)
    )
    await publish(
      receiver,
      document(
        receiver,
        [startEvent(), receive('paid', 'm1', '=order'), end(), flows('start>paid\npaid>end')],
        roots
      )
    )
    await start(sender, { variables: { order: 'A' } })
    await workJobs()
    const other = await start(receiver, { variables: { order: 'B' } })
    const mine = await start(receiver, { variables: { order: 'A' } })
    const again = await start(receiver, { variables: { order: 'A' } })
    await workJobs()
    const statuses = [other, mine, again].map(async (id) => (await instanceRow(id)).status)
    assert.deepEqual(await Promise.all(statuses), ['active', 'completed', 'active'])
  })

  test('a record that is written starts a process where its condition holds, once, with the record as its subject', async ({
    assert,
  }) => {
    const key = unique('on_record')
    const prefix = unique('Watch')
    const config = {
      entity: 'team',
      on: ['create', 'update'],
      condition: `starts with(record.name, "${prefix}")`,
    }
    await publish(
      key,
      document(key, [
        trigger('written', 'record', config),
        service('copy', 'record.create', {
          entity: 'team',
          values: { name: '="Copy of " + record.name' },
        }),
        end(),
        flows('written>copy\ncopy>end'),
      ])
    )
    ;(await app.container.make(StartIndex)).forget()
    const all = await app.container.make(Records)
    const actor = await system()
    const { id } = await all.create(actor, ORIGIN, 'team', { name: `${prefix} one` })
    await all.create(actor, ORIGIN, 'team', { name: unique('Nobody cares') })
    const database = await app.container.make(Database)
    const [job]: { id: number }[] = await database
      .write('jobs')
      .where({ name: 'core.workflow.start', state: 'queued' })
    await workJobs()
    const started = await instancesOf(key)
    assert.deepEqual(
      started.map(({ status, subject_id: subject }) => [status, subject]),
      [['completed', id]]
    )
    assert.equal(await records('team', `Copy of ${prefix} one`), 1)
    await database
      .write('jobs')
      .where('id', job?.id ?? 0)
      .update({ state: 'queued' })
    await workJobs()
    assert.lengthOf(await instancesOf(key), 1)
  })

  test('a condition over the record is looked at again when the record was changed', async ({
    assert,
  }) => {
    const key = unique('conditional')
    await publish(
      key,
      document(key, [
        startEvent(),
        '<bpmn:intermediateCatchEvent id="until"><bpmn:conditionalEventDefinition id="d1"><bpmn:condition>record.active = false</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>',
        end(),
        flows('start>until\nuntil>end'),
      ])
    )
    ;(await app.container.make(StartIndex)).forget()
    const all = await app.container.make(Records)
    const actor = await system()
    const { id } = await all.create(actor, ORIGIN, 'team', {
      name: unique('Condition'),
      active: true,
    })
    const instance = await start(key, { subject: { entity: 'team', id } })
    await all.update(actor, ORIGIN, 'team', id, { name: unique('Other') })
    await workJobs()
    assert.equal((await instanceRow(instance)).status, 'active')
    await all.update(actor, ORIGIN, 'team', id, { active: false })
    await workJobs()
    assert.equal((await instanceRow(instance)).status, 'completed')
  })

  test('a schedule starts once for each time, and what was missed is not made up for', async ({
    assert,
  }) => {
    const key = unique('hourly')
    await publish(
      key,
      document(key, [
        trigger('hourly', 'schedule', { cycle: 'R/PT1H' }),
        end(),
        flows('hourly>end'),
      ])
    )
    const database = await app.container.make(Database)
    const triggers = await app.container.make(Triggers)
    await triggers.sweepSchedules()
    assert.lengthOf(await instancesOf(key), 0)
    const past = Date.now() - 10 * 3_600_000
    await database.write('workflow_starts').where('process', key).update({ next_at: past })
    await Promise.all([triggers.sweepSchedules(), triggers.sweepSchedules()])
    await triggers.sweepSchedules()
    assert.lengthOf(await instancesOf(key), 1)
    const [row]: { next_at: number }[] = await database
      .write('workflow_starts')
      .where('process', key)
    assert.isAbove(Number(row?.next_at), Date.now())
  })

  test('a plugin’s trigger starts those that ask for it', async ({ assert }) => {
    const registry = await app.container.make(TriggerRegistry)
    const name = unique('test.missed')
    registry.add([
      {
        name,
        label: { en: 'Call missed' },
        icon: 'phone-missed',
        form: {},
        matches: (config, variables) => (config as { queue?: string }).queue === variables.queue,
      },
    ])
    const key = unique('missed')
    await publish(
      key,
      document(key, [
        trigger('missed', name, { queue: 'sales' }),
        userTask('call', {}),
        end(),
        flows('missed>call\ncall>end'),
      ])
    )
    ;(await app.container.make(StartIndex)).forget()
    const database = await app.container.make(Database)
    const triggers = await app.container.make(Triggers)
    const fire = (queue: string) =>
      database.transaction((trx) => triggers.fire(trx, name, { variables: { queue } }))
    assert.equal(await fire('support'), 0)
    assert.equal(await fire('sales'), 1)
    await workJobs()
    assert.lengthOf(await instancesOf(key), 1)
    registry.remove([name])
    await assert.rejects(() => fire('sales'), /E_WORKFLOW_TRIGGER_UNKNOWN/)
  })

  test('a called process is linked to its caller: it answers, and goes with it', async ({
    assert,
  }) => {
    const [child, parent] = [unique('child'), unique('parent')]
    await publish(
      child,
      document(child, [startEvent(), userTask('work', {}), end(), flows('start>work\nwork>end')])
    )
    await publish(
      parent,
      document(parent, [
        startEvent(),
        `<bpmn:callActivity id="call" calledElement="${child}" />`,
        end(),
        flows('start>call\ncall>end'),
      ])
    )
    const { Workflows } = await import('#core/workflow/instances/workflows')
    const workflows = await app.container.make(Workflows)
    const first = await start(parent)
    const [called] = await instancesOf(child)
    const state = await stateOf(called?.id ?? 0)
    const [wait] = Object.values(state.waits)
    await workflows.deliver(called?.id ?? 0, { type: 'done', wait: wait?.id ?? '', result: {} })
    assert.equal((await instanceRow(first)).status, 'completed')
    const second = await start(parent)
    await workflows.deliver(second, { type: 'cancel', reason: null })
    assert.equal((await instanceRow(second)).status, 'cancelled')
    assert.deepEqual(
      (await instancesOf(child)).map(({ status }) => status),
      ['completed', 'cancelled']
    )
  })
})
