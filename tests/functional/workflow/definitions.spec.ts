import { test } from '@japa/runner'
import {
  document,
  end,
  flows,
  service,
  start as startEvent,
  userTask,
} from '#tests/functional/workflow/bpmn'
import { signInWith, unique } from '#tests/support/people'

const DMN = (policy = 'UNIQUE') => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="discount" name="discount"><decisionTable id="t" hitPolicy="${policy}">
<input id="i1"><inputExpression id="e1" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o1" name="percent" typeRef="number" />
<rule id="r1"><inputEntry id="x1"><text>&lt; 100</text></inputEntry><outputEntry id="y1"><text>0</text></outputEntry></rule>
<rule id="r2"><inputEntry id="x2"><text>&gt;= 100</text></inputEntry><outputEntry id="y2"><text>10</text></outputEntry></rule>
</decisionTable></decision></definitions>`

test.group('workflow definitions', () => {
  test('a drawing is saved as it is, published when it can run, and comes back letter for letter', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['consultant'])
    const key = unique('drawn')
    const post = (path: string, body: object = {}) =>
      client.post(`/api/workflow${path}`).headers(headers).json(body)
    const put = (path: string, body: object) =>
      client.put(`/api/workflow${path}`).headers(headers).json(body)
    const broken = document(key, [
      startEvent(),
      service('act', 'no.such.action', {}),
      service('empty', 'record.create', {}),
      '<bpmn:complexGateway id="odd" />',
      end(),
      flows('start>act\nact>empty\nempty>odd\nodd>end'),
    ])
    const made = await post('/definitions', { key, label: { en: 'Drawn', fa: 'رسم' }, xml: broken })
    made.assertStatus(201)
    ;(await post('/definitions', { key, label: { en: 'Again' }, xml: broken })).assertStatus(409)
    const check = await post(`/definitions/${key}/check`)
    const codes = (check.body().faults as { code: string; element: string }[]).map(
      ({ code, element }) => `${element} ${code}`
    )
    assert.includeMembers(codes, ['odd unsupported_element'])
    const refused = await post(`/definitions/${key}/publish`, { lock: 1 })
    refused.assertStatus(422)
    assert.equal(refused.body().error.code, 'E_WORKFLOW_INVALID')
    const half = broken.replace(
      '<bpmn:complexGateway id="odd" />',
      '<bpmn:exclusiveGateway id="odd" />'
    )
    ;(await put(`/definitions/${key}/draft`, { xml: half, lock: 1 })).assertStatus(200)
    const more = await post(`/definitions/${key}/check`)
    assert.includeMembers(
      (more.body().faults as { code: string; element: string }[]).map(
        ({ code, element }) => `${element} ${code}`
      ),
      ['act action_unknown', 'empty action_field_missing']
    )
    const good = document(key, [
      startEvent(),
      userTask('look', {}),
      end(),
      flows('start>look\nlook>end'),
    ])
    ;(await put(`/definitions/${key}/draft`, { xml: good, lock: 1 })).assertStatus(409)
    const saved = await put(`/definitions/${key}/draft`, { xml: good, lock: 2 })
    assert.equal(saved.body().lock, 3)
    ;(await post(`/definitions/${key}/publish`, { lock: 2 })).assertStatus(409)
    const published = await post(`/definitions/${key}/publish`, { lock: 3, note: 'First' })
    published.assertStatus(200)
    assert.equal(published.body().version, 1)
    assert.sameMembers(published.body().summary.added, ['start', 'look', 'end'])
    const xml = await client.get(`/api/workflow/definitions/${key}/versions/1`).headers(headers)
    assert.equal(xml.text(), good)
    const shown = await client.get(`/api/workflow/definitions/${key}`).headers(headers)
    assert.deepEqual([shown.body().activeVersion, shown.body().draft.lock], [1, 4])
  })

  test('nobody publishes with somebody else’s rights, and only designers design', async ({
    client,
    assert,
  }) => {
    const [designer, agent] = [await signInWith(['consultant']), await signInWith(['agent'])]
    const admin = await signInWith(['administrator'])
    const key = unique('powers')
    const xml = document(key, [startEvent(), end(), flows('start>end')])
    for (const path of ['/catalogue', '/definitions', '/decisions', '/hooks', '/secrets']) {
      const refused = await client.get(`/api/workflow${path}`).headers(agent.headers)
      refused.assertStatus(403)
    }
    const create = (headers: Record<string, string>) =>
      client
        .post('/api/workflow/definitions')
        .headers(headers)
        .json({ key, label: { en: 'x' }, xml })
    ;(await create(agent.headers)).assertStatus(403)
    ;(await create(designer.headers)).assertStatus(201)
    const publish = (runAs: number | null) =>
      client
        .post(`/api/workflow/definitions/${key}/publish`)
        .headers(designer.headers)
        .json({ lock: 1, runAs })
    const wrong = await publish(admin.userId)
    wrong.assertStatus(403)
    assert.equal(wrong.body().error.code, 'E_WORKFLOW_RUN_AS')
    ;(await publish(designer.userId)).assertStatus(200)
    const start = (headers: Record<string, string>) =>
      client.post(`/api/workflow/processes/${key}/start`).headers(headers).json({})
    ;(await start(agent.headers)).assertStatus(403)
    const started = await start(admin.headers)
    started.assertStatus(201)
    const startable = await client.get('/api/workflow/processes').headers(admin.headers)
    assert.deepInclude(startable.body().processes, { key, name: `Process ${key}` })
    const gone = await client.delete(`/api/workflow/definitions/${key}`).headers(designer.headers)
    gone.assertStatus(204)
    ;(await start(admin.headers)).assertStatus(409)
    const catalogue = await client.get('/api/workflow/catalogue').headers(designer.headers)
    const actions = (catalogue.body().actions as { name: string }[]).map(({ name }) => name)
    assert.includeMembers(actions, [
      'record.create',
      'record.update',
      'record.find',
      'record.assign',
      'record.wait',
      'http.call',
      'mail.send',
      'sms.send',
      'notification.send',
      'process.start',
      'script.feel',
      'decision.evaluate',
    ])
  })

  test('a decision table is tested, published in versions, and asked by a process', async ({
    client,
    assert,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const key = unique('decision')
    const send = (method: 'post' | 'put', path: string, body: object) =>
      client[method](`/api/workflow${path}`).headers(headers).json(body)
    const made = await send('post', '/decisions', { key, label: { en: 'Discount' }, xml: DMN() })
    made.assertStatus(201)
    const tests = [
      { name: 'small', decision: 'discount', input: { amount: 5 }, expected: 0 },
      { name: 'large', decision: 'discount', input: { amount: 100 }, expected: 9 },
    ]
    await send('put', `/decisions/${key}/draft`, { tests, lock: 1 })
    const refused = await send('post', `/decisions/${key}/publish`, { lock: 2 })
    refused.assertStatus(422)
    const checked = await send('post', `/decisions/${key}/check`, {})
    assert.deepEqual(
      (checked.body().tests as { passed: boolean }[]).map(({ passed }) => passed),
      [true, false]
    )
    tests[1] = { name: 'large', decision: 'discount', input: { amount: 100 }, expected: 10 }
    await send('put', `/decisions/${key}/draft`, { tests, lock: 2 })
    const published = await send('post', `/decisions/${key}/publish`, { lock: 3 })
    published.assertStatus(200)
    const process = unique('priced')
    const xml = document(process, [
      startEvent(),
      `<bpmn:businessRuleTask id="rule"><bpmn:extensionElements><peyvand:decision ref="${key}" /><peyvand:result variable="percent" /></bpmn:extensionElements></bpmn:businessRuleTask>`,
      userTask('hold', {}),
      end(),
      flows('start>rule\nrule>hold\nhold>end'),
    ])
    await send('post', '/definitions', { key: process, label: { en: 'Priced' }, xml })
    const done = await send('post', `/definitions/${process}/publish`, { lock: 1 })
    done.assertStatus(200)
    const started = await send('post', `/processes/${process}/start`, {
      variables: { amount: 250 },
    })
    const { id } = started.body() as { id: number }
    const shown = await client.get(`/api/workflow/instances/${id}`).headers(headers)
    assert.equal(shown.body().standing.scopes[0].variables.percent, 10)
  })
})
