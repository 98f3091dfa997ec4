import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Tasks } from '#core/workflow/tasks/tasks'
import {
  document,
  end,
  flows,
  start as startEvent,
  userTask,
} from '#tests/functional/workflow/bpmn'
import {
  instanceRow,
  letTimePass,
  ORIGIN,
  publish,
  start,
  system,
  variablesOf,
} from '#tests/functional/workflow/harness'
import { makeUser, signInAs, signInWith, unique } from '#tests/support/people'

const PAGE = { limit: 50, offset: 0 }
type Json = import('#core/metadata/types').Json

async function taskProcess(config: Json): Promise<string> {
  const key = unique('tasks')
  const parts = [startEvent(), userTask('do', config), end(), flows('start>do\ndo>end')]
  await publish(key, document(key, parts))
  return key
}

async function assigneeOf(instance: number) {
  const database = await app.container.make(Database)
  const row: { id: number; assignee: number | null } = await database
    .write('workflow_tasks')
    .where({ instance })
    .first('id', 'assignee')
  return row
}

test.group('workflow tasks', () => {
  test('candidates see it, one of two takes it, others are kept out; all through the API', async ({
    client,
    assert,
  }) => {
    const team = (
      await (
        await app.container.make(Records)
      ).create(await system(), ORIGIN, 'team', { name: unique('Desk') })
    ).id
    const key = await taskProcess({
      title: 'Answer',
      candidates: { teams: [team], roles: ['evaluator'] },
    })
    const [a, b] = [await signInWith(['agent'], { teams: [team] }), await signInWith(['evaluator'])]
    const stranger = await signInWith(['agent'])
    const id = await start(key)
    const list = async (who: typeof a, scope: string) => {
      const answer = await client.get(`/api/workflow/tasks?scope=${scope}`).headers(who.headers)
      return (answer.body().tasks as { id: number; instance: number }[]).filter(
        ({ instance }) => instance === id
      )
    }
    const [task] = await list(a, 'available')
    assert.exists(task)
    assert.lengthOf(await list(b, 'available'), 1)
    assert.lengthOf(await list(stranger, 'available'), 0)
    const path = `/api/workflow/tasks/${task?.id}`
    ;(await client.get(path).headers(stranger.headers)).assertStatus(404)
    ;(await client.post(`${path}/claim`).headers(stranger.headers)).assertStatus(404)
    const claims = await Promise.all([
      client.post(`${path}/claim`).headers(a.headers),
      client.post(`${path}/claim`).headers(b.headers),
    ])
    assert.sameMembers(
      claims.map((one) => one.status()),
      [200, 409]
    )
    const [winner, loser] = claims[0]?.status() === 200 ? [a, b] : [b, a]
    ;(await client.post(`${path}/complete`).headers(loser.headers).json({})).assertStatus(409)
    ;(await client.post(`${path}/unclaim`).headers(winner.headers)).assertStatus(204)
    ;(await client.post(`${path}/complete`).headers(loser.headers).json({})).assertStatus(204)
    ;(await client.post(`${path}/complete`).headers(winner.headers).json({})).assertStatus(409)
    assert.equal((await instanceRow(id)).status, 'completed')
    assert.lengthOf(await list(loser, 'done'), 1)
    assert.lengthOf(await list(winner, 'done'), 0)
  })

  test('questions are judged as in the browser; answers become variables', async ({
    client,
    assert,
  }) => {
    const person = await signInWith(['agent'])
    const key = await taskProcess({
      assignee: person.userId,
      form: {
        elements: {
          outcome: {
            kind: 'question',
            definition: { type: 'text', label: { en: 'Outcome' }, required: true, maxLength: 10 },
          },
          minutes: {
            kind: 'question',
            definition: { type: 'integer', label: { en: 'Minutes' }, min: 0 },
          },
          reason: {
            kind: 'question',
            visibleWhen: 'outcome = "lost"',
            definition: { type: 'text', label: { en: 'Reason' }, required: true },
          },
        },
      },
    })
    const id = await start(key, { variables: { minutes: 5 } })
    const { id: task } = await assigneeOf(id)
    const path = `/api/workflow/tasks/${task}`
    const shown = await client.get(path).headers(person.headers)
    assert.deepEqual(shown.body().values, { minutes: 5 })
    const complete = (values: object) =>
      client.post(`${path}/complete`).headers(person.headers).json({ values })
    const empty = await complete({})
    empty.assertStatus(422)
    const lost = await complete({ outcome: 'lost', minutes: -1 })
    lost.assertStatus(422)
    assert.sameMembers(
      (lost.body().error.details as { path: string }[]).map(({ path: at }) => at.split('.').pop()),
      ['minutes', 'reason']
    )
    ;(await complete({ outcome: 'won', minutes: 7, nonsense: 1 })).assertStatus(422)
    ;(await complete({ outcome: 'won', minutes: 7 })).assertStatus(204)
    const values = await variablesOf(id)
    assert.deepEqual([values.outcome, values.minutes], ['won', 7])
  })

  test('a form of the record writes it with the rights of whom completes', async ({
    client,
    assert,
  }) => {
    const all = await app.container.make(Records)
    const { id: team } = await all.create(await system(), ORIGIN, 'team', { name: unique('Form') })
    const forms = (
      await app.container.make((await import('#core/metadata/metadata')).Metadata)
    ).current().form
    const form = [...forms.values()].find(({ entity }) => entity === 'team')?.name ?? ''
    const [admin, agent] = [await signInWith(['administrator']), await signInWith(['agent'])]
    const key = await taskProcess({
      candidates: { users: [admin.userId, agent.userId] },
      form: { name: form },
    })
    const id = await start(key, { subject: { entity: 'team', id: team } })
    const { id: task } = await assigneeOf(id)
    const name = unique('Changed')
    const complete = (who: typeof admin, version: number) =>
      client
        .post(`/api/workflow/tasks/${task}/complete`)
        .headers(who.headers)
        .json({ values: { name }, version })
    ;(await complete(agent, 1)).assertStatus(403)
    ;(await complete(admin, 9)).assertStatus(409)
    assert.equal((await instanceRow(id)).status, 'active')
    ;(await complete(admin, 1)).assertStatus(204)
    assert.equal((await all.get(await system(), 'team', team)).name, name)
    assert.equal((await instanceRow(id)).status, 'completed')
  })

  test('tasks go to the least loaded, in turn, and to whom stands in for those who are away', async ({
    client,
    assert,
  }) => {
    const people = [await makeUser(), await makeUser(), await makeUser()].map(({ id }) => id)
    const [a = 0, b = 0, c = 0] = people
    const busy = await taskProcess({ assignee: a })
    await start(busy)
    const least = await taskProcess({ candidates: { users: people }, strategy: 'least_loaded' })
    const given = []
    for (let n = 0; n < 3; n++) given.push((await assigneeOf(await start(least))).assignee)
    assert.deepEqual(given, [b, c, a])
    const turn = await taskProcess({ candidates: { users: people }, strategy: 'round_robin' })
    const round = []
    for (let n = 0; n < 4; n++) round.push((await assigneeOf(await start(turn))).assignee)
    assert.deepEqual(round, [a, b, c, a])
    const away = await signInAs(a)
    const absence = {
      from: new Date(Date.now() - 1_000).toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
      delegate: b,
    }
    const said = await client.put('/api/workflow/absence').headers(away.headers).json({ absence })
    said.assertStatus(200)
    assert.equal((await assigneeOf(await start(busy))).assignee, b)
    const taken = await client
      .put('/api/workflow/absence')
      .headers(away.headers)
      .json({ absence: null })
    assert.isNull(taken.body().absence)
    assert.equal((await assigneeOf(await start(busy))).assignee, a)
  })

  test('people are told of a task and reminded before it is due; an interrupted task is no longer open', async ({
    assert,
  }) => {
    const { id: user } = await makeUser()
    const key = unique('reminded')
    await publish(
      key,
      document(key, [
        startEvent(),
        userTask('do', { assignee: user, due: 'PT10H', reminders: ['PT1H'] }),
        '<bpmn:boundaryEvent id="late" attachedToRef="do"><bpmn:timerEventDefinition id="d1"><bpmn:timeDuration>PT20H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
        end(),
        end('over'),
        flows('start>do\ndo>end\nlate>over'),
      ])
    )
    const id = await start(key)
    const database = await app.container.make(Database)
    const kinds = async () => {
      const rows: { kind: string }[] = await database
        .write('notifications')
        .where('user_id', user)
        .orderBy('id')
      return rows.map(({ kind }) => kind)
    }
    assert.deepEqual(await kinds(), ['workflow_task'])
    const tasks = await app.container.make(Tasks)
    await database.write('workflow_reminders').whereNull('sent_at').update({ due_at: 1 })
    await Promise.all([tasks.remind(), tasks.remind()])
    assert.deepEqual(await kinds(), ['workflow_task', 'workflow_task_due'])
    await letTimePass()
    assert.equal((await instanceRow(id)).status, 'completed')
    const row: { status: string } = await database
      .write('workflow_tasks')
      .where('instance', id)
      .first('status')
    assert.equal(row.status, 'cancelled')
    const { actor } = await signInAs(user)
    assert.deepEqual(await tasks.inbox(actor, 'mine', PAGE), [])
  })
})
