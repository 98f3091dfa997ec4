import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Database } from '#core/database/database'
import { Destinations } from '#core/http_out/destinations'
import { Actors } from '#core/security/actors'
import { Secrets } from '#core/workflow/actions/secrets'
import { Records } from '#core/records/records'
import { Operations } from '#core/workflow/operations/operations'
import { Watching } from '#core/workflow/operations/watching'
import {
  document,
  end,
  flows,
  json,
  oneStep,
  service,
  start as startEvent,
} from '#tests/functional/workflow/bpmn'
import {
  instanceRow,
  ORIGIN,
  publish,
  records,
  start,
  stateOf,
  system,
  variablesOf,
  workJobs,
} from '#tests/functional/workflow/harness'
import { makeUser, unique } from '#tests/support/people'

const result = (variable: string) => `<peyvand:result variable="${variable}" />`

/** In place of a status: the server takes the request and never answers. */
const SILENT = 0

interface Seen {
  path: string
  key: string
  authorization: string | undefined
  body: string
}

test.group('workflow actions: records', () => {
  test('what fails half-way leaves nothing, and is an error that a boundary event catches', async ({
    assert,
  }) => {
    const key = unique('caught')
    const name = unique('Caught')
    const unknown = { entity: 'team', values: { name: '=name', nonsense: 1 } }
    await publish(
      key,
      document(key, [
        startEvent(),
        service('good', 'record.create', { entity: 'team', values: { name: '=name' } }),
        service('bad', 'record.create', unknown),
        '<bpmn:boundaryEvent id="caught" attachedToRef="bad"><bpmn:errorEventDefinition id="e1" /></bpmn:boundaryEvent>',
        service('instead', 'record.create', { entity: 'team', values: { name: '=name + "!"' } }),
        end(),
        end('other'),
        flows('start>good\ngood>bad\nbad>end\ncaught>instead\ninstead>other'),
      ])
    )
    const id = await start(key, { variables: { name } })
    assert.equal((await instanceRow(id)).status, 'completed')
    assert.equal(await records('team', name), 1)
    assert.equal(await records('team', `${name}!`), 1)
  })

  test('nobody catches it: an incident, which a retry with better variables resolves', async ({
    assert,
  }) => {
    const key = unique('incident')
    const name = unique('Incident')
    await publish(
      key,
      oneStep(
        key,
        'write',
        service('write', 'record.create', { entity: '=kind', values: { name: '=name' } })
      )
    )
    const id = await start(key, { variables: { name, kind: 'x_no_such_entity' } })
    const row = await instanceRow(id)
    assert.deepEqual([row.status, row.incidents], ['active', 1])
    const operations = await app.container.make(Operations)
    const actor = await system()
    const detail = await (await app.container.make(Watching)).detail(actor, id)
    const [incident] = detail.standing.incidents
    assert.equal(incident?.node, 'write')
    const run = (operation: Parameters<Operations['run']>[3]) =>
      operations.run(actor, ORIGIN, [id], operation)
    await run({ do: 'variables', values: { kind: 'team' } })
    assert.deepEqual(await run({ do: 'retry' }), [{ id, ok: true }])
    const after = await instanceRow(id)
    assert.deepEqual([after.status, after.incidents], ['completed', 0])
    assert.equal(await records('team', name), 1)
    const database = await app.container.make(Database)
    const open: unknown[] = await database
      .write('workflow_incidents')
      .where({ instance: id, status: 'open' })
    assert.deepEqual(open, [])
  })

  test('a record that was deleted meanwhile: an incident; once it is back, a retry goes on', async ({
    assert,
  }) => {
    const key = unique('deleted')
    const name = unique('Deleted')
    await publish(
      key,
      oneStep(
        key,
        'write',
        service('write', 'record.update', {
          entity: 'team',
          id: '=team',
          values: { active: false },
        })
      )
    )
    const actor = await system()
    const engine = await app.container.make(Records)
    const { id: team } = await engine.create(actor, ORIGIN, 'team', { name })
    await engine.remove(actor, ORIGIN, 'team', team)
    const id = await start(key, { variables: { team } })
    const row = await instanceRow(id)
    assert.deepEqual([row.status, row.incidents], ['active', 1])
    const watching = await app.container.make(Watching)
    const [incident] = (await watching.detail(actor, id)).standing.incidents
    assert.equal(incident?.node, 'write')
    assert.include(JSON.stringify(incident), 'E_NOT_FOUND')
    await engine.restore(actor, ORIGIN, 'team', team)
    const operations = await app.container.make(Operations)
    assert.deepEqual(await operations.run(actor, ORIGIN, [id], { do: 'retry' }), [{ id, ok: true }])
    const after = await instanceRow(id)
    assert.deepEqual([after.status, after.incidents], ['completed', 0])
    assert.isFalse((await engine.get(actor, 'team', team)).active)
  })

  test('it has the rights of whom it runs as, and no others', async ({ assert }) => {
    const key = unique('rights')
    const name = unique('Rights')
    const { id: agent } = await makeUser({ roles: ['agent'] })
    await publish(
      key,
      oneStep(
        key,
        'write',
        service('write', 'record.create', { entity: 'team', values: { name: '=name' } })
      )
    )
    const id = await start(key, { variables: { name }, userId: agent })
    assert.equal((await instanceRow(id)).incidents, 1)
    assert.equal(await records('team', name), 0)
    const state = await stateOf(id)
    assert.equal(
      Object.values(state.incidents)[0]?.params.code ?? Object.values(state.incidents)[0]?.code,
      'E_FORBIDDEN'
    )
  })

  test('what a record starts has the rights of who published it, not of who touched the record', async ({
    assert,
  }) => {
    const key = unique('deputy')
    const name = unique('Deputy')
    const { id: agent } = await makeUser({ roles: ['agent'] })
    const trigger = json({ entity: 'team', on: ['create'], condition: `record.name = "${name}"` })
    await publish(
      key,
      document(key, [
        `<bpmn:startEvent id="start"><bpmn:extensionElements><peyvand:trigger type="record">${trigger}</peyvand:trigger></bpmn:extensionElements></bpmn:startEvent>`,
        service('write', 'record.create', { entity: 'team', values: { name: `${name} copy` } }),
        end(),
        flows('start>write\nwrite>end'),
      ])
    )
    const database = await app.container.make(Database)
    await database
      .write('workflow_versions')
      .where('note', null)
      .andWhere('graphs', 'like', `%${key}%`)
      .update({ published_by: agent })
    const all = await app.container.make(Records)
    const admin = await makeUser({ roles: ['administrator'] })
    const toucher = await (await app.container.make(Actors)).load(admin.id)
    await all.create(toucher, ORIGIN, 'team', { name })
    await workJobs()
    const instance: { id: number; incidents: number } = await database
      .write('workflow_instances')
      .where('process', key)
      .first('id', 'incidents')
    assert.equal(instance.incidents, 1)
    assert.equal(await records('team', `${name} copy`), 0)
  })

  test('records are found, changed and waited for', async ({ assert }) => {
    const key = unique('wait')
    const name = unique('Waited')
    await publish(
      key,
      document(key, [
        startEvent(),
        service(
          'make',
          'record.create',
          { entity: 'team', values: { name: '=name', active: true } },
          result('made')
        ),
        service(
          'wait',
          'record.wait',
          { entity: 'team', id: '=made.id', filter: { path: 'active', op: 'eq', value: false } },
          result('changed')
        ),
        service(
          'find',
          'record.find',
          { entity: 'team', filter: { path: 'name', op: 'eq', value: '=name' } },
          result('found')
        ),
        end(),
        flows('start>make\nmake>wait\nwait>find\nfind>end'),
      ])
    )
    const id = await start(key, { variables: { name } })
    assert.equal((await instanceRow(id)).status, 'active')
    const { made } = (await variablesOf(id)) as { made: { id: number } }
    const all = await app.container.make(Records)
    const actor = await system()
    await all.update(actor, ORIGIN, 'team', made.id, { name: `${name} x` })
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'active')
    await all.update(actor, ORIGIN, 'team', made.id, { name, active: false })
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'completed')
  })
})

test.group('workflow actions: HTTP', (group) => {
  const seen: Seen[] = []
  let answers: number[] = []
  let server: Server
  let url = ''

  group.setup(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push({
          path: request.url ?? '',
          key: String(request.headers['idempotency-key']),
          authorization: request.headers.authorization,
          body,
        })
        const status = answers.shift() ?? 200
        if (status === SILENT) return
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end('{"score":7}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const destinations = await app.container.make(Destinations)
    await destinations.add(await system(), ORIGIN, { origin: url, private: true, note: 'test' })
    return () => {
      server.close()
      server.closeAllConnections()
    }
  })
  group.each.setup(() => {
    seen.length = 0
    answers = []
  })

  async function drawn(config: object, more = '', extra: string[] = []): Promise<string> {
    const key = unique('http')
    await publish(
      key,
      oneStep(
        key,
        'call',
        service(
          'call',
          'http.call',
          { method: 'POST', url: `${url}/score`, ...config },
          `${result('answer')}${more}`
        ),
        extra
      )
    )
    return key
  }

  test('is made outside of the transaction, with a key of its own and the secret of its origin', async ({
    assert,
  }) => {
    const secrets = await app.container.make(Secrets)
    await secrets.save(await system(), ORIGIN, { name: 'scores', origin: url, value: 'hush' })
    const key = await drawn({
      headers: { authorization: 'Bearer {secret:scores}' },
      body: { n: '=n' },
    })
    const id = await start(key, { variables: { n: 3 } })
    assert.lengthOf(seen, 0)
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'completed')
    assert.deepEqual(seen, [
      { path: '/score', key: seen[0]?.key ?? '', authorization: 'Bearer hush', body: '{"n":3}' },
    ])
    assert.match(seen[0]?.key ?? '', /^wf-\d+-w\d+$/)
    const database = await app.container.make(Database)
    const row: { state: string } = await database
      .write('workflow_states')
      .where('instance_id', id)
      .first('state')
    assert.notInclude(row.state, 'hush')
  })

  test('is tried again by the policy and under the same key; then it is an incident', async ({
    assert,
  }) => {
    const key = await drawn({}, '<peyvand:retry attempts="2" backoff="PT5S" />')
    answers = [503, 200]
    const id = await start(key)
    await workJobs()
    assert.lengthOf(seen, 1)
    await workJobs({ ahead: 10_000 })
    assert.lengthOf(seen, 2)
    assert.equal(seen[0]?.key, seen[1]?.key)
    assert.equal((await instanceRow(id)).status, 'completed')
    answers = [503, 500, 200]
    const other = await start(key)
    await workJobs({ ahead: 60_000 })
    assert.equal((await instanceRow(other)).incidents, 1)
  })

  test('a server that hangs is given up; then it is an incident, and a retry asks again', async ({
    assert,
  }) => {
    const policy = '<peyvand:retry attempts="1" backoff="PT1S" />'
    const key = await drawn({ timeout: 1 }, policy)
    answers = [SILENT, 200]
    const id = await start(key)
    await workJobs()
    assert.equal((await instanceRow(id)).incidents, 1)
    assert.lengthOf(seen, 1)
    const operations = await app.container.make(Operations)
    const retried = await operations.run(await system(), ORIGIN, [id], { do: 'retry' })
    assert.deepEqual(retried, [{ id, ok: true }])
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'completed')
    assert.lengthOf(seen, 2)
  })

  test('a refusal is an error of the business; an address that is not on the list is never asked', async ({
    assert,
  }) => {
    const caught = [
      '<bpmn:boundaryEvent id="caught" attachedToRef="call"><bpmn:errorEventDefinition id="e1" errorRef="gone" /></bpmn:boundaryEvent>',
      end('other'),
      '<bpmn:sequenceFlow id="fx" sourceRef="caught" targetRef="other" />',
    ]
    const key = unique('http')
    await publish(
      key,
      document(
        key,
        [
          startEvent(),
          service('call', 'http.call', { method: 'POST', url: `${url}/score` }),
          end(),
          flows('start>call\ncall>end'),
          ...caught,
        ],
        '<bpmn:error id="gone" name="gone" errorCode="HTTP_404" />'
      )
    )
    answers = [404]
    const id = await start(key)
    await workJobs()
    assert.equal((await instanceRow(id)).status, 'completed')
    const away = await drawn({ url: 'http://127.0.0.1:9/' })
    const refused = await start(away)
    await workJobs({ ahead: 60_000 })
    assert.equal((await instanceRow(refused)).incidents, 1)
    assert.lengthOf(seen, 1)
  })

  test('a second run of the same job, as after a crash, delivers nothing twice', async ({
    assert,
  }) => {
    const key = await drawn({})
    const id = await start(key)
    const database = await app.container.make(Database)
    const job: { id: number } = await database
      .write('jobs')
      .where({ name: 'core.workflow.action', state: 'queued' })
      .where('job_key', 'like', `${id}:%`)
      .first('id')
    await workJobs()
    await database.write('jobs').where('id', job.id).update({ state: 'queued' })
    await workJobs()
    assert.lengthOf(seen, 1)
    assert.equal((await instanceRow(id)).status, 'completed')
  })
})
