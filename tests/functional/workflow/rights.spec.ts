import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Definitions } from '#core/workflow/definitions/definitions'
import { document, end, flows, start, trigger, userTask } from '#tests/functional/workflow/bpmn'
import { ORIGIN, publish, system, workJobs } from '#tests/functional/workflow/harness'
import { makeUser, signInWith, unique } from '#tests/support/people'

const asked = (key: string, first = start()) =>
  document(key, [
    first,
    userTask('ask', { candidates: { roles: ['agent'] } }),
    end(),
    flows('start>ask\nask>end'),
  ])

async function makeUnit(): Promise<number> {
  const records = await app.container.make(Records)
  return (await records.create(await system(), ORIGIN, 'unit', { name: unique('unit') })).id
}

test.group('workflow rights', () => {
  test('who watches sees where a run of the unit stands and what has happened, and no value of it', async ({
    client,
    assert,
  }) => {
    const key = unique('watched')
    await publish(key, asked(key))
    const unit = await makeUnit()
    const mine = await signInWith(['supervisor'], { values: { unit } })
    const foreign = await signInWith(['supervisor'], { values: { unit: await makeUnit() } })
    const operator = await signInWith(['administrator'])
    const order = { variables: { balance: 'canary 4711', nested: { secret: 'canary' } } }
    const path = `/api/workflow/processes/${key}/start`
    const started = await client.post(path).headers(mine.headers).json(order)
    started.assertStatus(201)
    const { id } = started.body() as { id: number }

    const get = (who: typeof mine, what = '') =>
      client.get(`/api/workflow/instances/${id}${what}`).headers(who.headers)
    const seen = await get(mine)
    seen.assertStatus(200)
    assert.notInclude(seen.text(), 'canary')
    const { standing, trail, operates } = seen.body()
    assert.isFalse(operates)
    assert.deepEqual(standing.scopes[0].variables, { balance: null, nested: null })
    assert.equal(standing.tokens[0].node, 'ask')
    assert.isNotEmpty(trail)
    assert.include((await get(mine, '/diagram')).text(), 'bpmn:userTask')
    assert.include((await get(operator)).text(), 'canary 4711')

    ;(await get(foreign)).assertStatus(404)
    ;(await get(foreign, '/diagram')).assertStatus(404)
    ;(await get(await signInWith(['agent']))).assertStatus(403)
    const run = { ids: [id], do: 'cancel' }
    const cancel = await client.post('/api/workflow/instances/run').headers(mine.headers).json(run)
    cancel.assertStatus(403)
    const heat = `/api/workflow/definitions/${key}/versions/1/heat`
    ;(await client.get(heat).headers(mine.headers)).assertStatus(403)
    const listed = await client
      .post('/api/records/workflow_task/query')
      .headers(mine.headers)
      .json({ select: ['title'], filter: { path: 'instance', op: 'eq', value: id } })
    assert.lengthOf(listed.body().rows, 1)
  })

  test('what begins by itself belongs to those whose record it is about', async ({ assert }) => {
    const key = unique('owned')
    const entity = 'team'
    await publish(key, asked(key, trigger('start', 'record', { entity, on: ['update'] })))
    const [unit, owner] = [await makeUnit(), (await makeUser()).id]
    const records = await app.container.make(Records)
    const values = { name: unique('team'), owner_id: owner, unit_id: unit }
    const team = await records.create(await system(), ORIGIN, entity, values)
    await records.update(await system(), ORIGIN, entity, team.id, { name: unique('team') })
    await workJobs()
    const { read } = await app.container.make(Database)
    const place = { owner_id: owner, unit_id: unit }
    const [instance] = await read('workflow_instances').where({ process: key })
    assert.containsSubset(instance, { ...place, subject_id: team.id })
    const [task] = await read('workflow_tasks').where({ process: key })
    assert.containsSubset(task, { owner_id: null, unit_id: unit })
    /** Other tests change teams too. */
    await (await app.container.make(Definitions)).archive(await system(), ORIGIN, key, true)
  })

  test('a process says who may start it; without that, whoever may start processes', async ({
    client,
    assert,
  }) => {
    const [open, closed] = [unique('open'), unique('closed')]
    await publish(open, asked(open))
    const starters = '<peyvand:starters>{"roles": ["agent"]}</peyvand:starters>'
    const xml = asked(closed).replace(
      /(<bpmn:process [^>]*>)/,
      `$1<bpmn:extensionElements>${starters}</bpmn:extensionElements>`
    )
    await publish(closed, xml)
    const people = {
      agent: await signInWith(['agent']),
      supervisor: await signInWith(['supervisor']),
      administrator: await signInWith(['administrator']),
    }
    const may = async (who: keyof typeof people, key: string) => {
      const { headers } = people[who]
      const path = `/api/workflow/processes/${key}/start`
      const status = (await client.post(path).headers(headers).json({})).status()
      const list = await client.get('/api/workflow/processes').headers(headers)
      const keys = (list.body().processes as { key: string }[]).map((one) => one.key)
      return [status, keys.includes(key)]
    }
    assert.deepEqual(await may('agent', open), [403, false])
    assert.deepEqual(await may('agent', closed), [201, true])
    assert.deepEqual(await may('supervisor', open), [201, true])
    assert.deepEqual(await may('supervisor', closed), [403, false])
    assert.deepEqual(await may('administrator', closed), [201, true])
  })
})
