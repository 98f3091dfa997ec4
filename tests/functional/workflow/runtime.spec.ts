import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Tasks } from '#core/workflow/tasks/tasks'
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
} from '#tests/functional/workflow/harness'
import { makeUser, signInAs, unique } from '#tests/support/people'

test.group('workflow runtime', () => {
  test('a record action, a user task and a timer, each in its turn', async ({ assert }) => {
    const key = unique('simple')
    const team = unique('Team of a workflow')
    const { id: user } = await makeUser({ roles: ['agent'] })
    await publish(
      key,
      document(key, [
        startEvent(),
        service(
          'make',
          'record.create',
          { entity: 'team', values: { name: '=name' } },
          '<peyvand:result variable="made" />'
        ),
        userTask('look', { title: '="Look at " + name', assignee: user, due: 'P1D' }),
        timer('later', 'PT1H'),
        end(),
        flows('start>make\nmake>look\nlook>later\nlater>end'),
      ])
    )
    const id = await start(key, { variables: { name: team } })
    assert.equal(await records('team', team), 1)
    assert.equal((await instanceRow(id)).status, 'active')
    const { actor } = await signInAs(user)
    const tasks = await app.container.make(Tasks)
    const [task] = await tasks.inbox(actor, 'mine', { limit: 10, offset: 0 })
    assert.equal(task?.title, `Look at ${team}`)
    assert.isNotNull(task?.dueAt)
    await tasks.complete(actor, ORIGIN, task?.id ?? 0, { values: {} })
    await assert.rejects(() => tasks.complete(actor, ORIGIN, task?.id ?? 0, { values: {} }))
    const waits = Object.values((await stateOf(id)).waits)
    assert.deepEqual(
      waits.map(({ kind }) => kind),
      ['timer']
    )
    await letTimePass()
    const ended = await instanceRow(id)
    assert.equal(ended.status, 'completed')
    assert.isNotNull(ended.ended_at)
    const database = await app.container.make(Database)
    const open: unknown[] = await database
      .write('workflow_waits')
      .where('instance_id', id)
      .whereNull('closed_at')
    assert.deepEqual(open, [])
    assert.equal(await records('team', team), 1)
  })
})
