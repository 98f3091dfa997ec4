/*
 * A process that is made to be killed: it boots, says `ready`, and works off jobs from the moment it reads a line. With `prepare` it
 * makes the installation's schema, publishes the process and enqueues the starts instead. Used by crash.spec.ts alone.
 */
import { Logger } from '@adonisjs/core/logger'
import { bootApplication } from '#tests/bench/support/application'
import { document, end, flows, service, start, timer } from '#tests/functional/workflow/bpmn'
import type { JobTransport } from '#core/jobs/types'

export const PROCESS = 'crash'
/** Short, so that what a killed process held is taken over soon. */
const TIMINGS = { pollMs: 40, leaseMs: 1_500, handMs: 400, progressMs: 200 }

const app = await bootApplication()
const { Database } = await import('#core/database/database')
const { Jobs } = await import('#core/jobs/jobs')
const { JobWorkers } = await import('#core/jobs/job_workers')
const { InProcessTransport } = await import('#core/jobs/transports/in_process_transport')
const { EventBus } = await import('#core/realtime/event_bus')
const { Notifications } = await import('#core/realtime/notifications')

const result = (variable: string) => `<peyvand:result variable="${variable}" />`

/** Two records made, one changed twice, two timers, two calls: each shows when it was done twice or not at all. */
function drawing(url: string): string {
  const team = (name: string) => ({ entity: 'team', values: { name } })
  return document(PROCESS, [
    start(),
    service('first', 'record.create', team('="crash " + string(n)'), result('made')),
    '<bpmn:parallelGateway id="fork" />',
    timer('soon', 'PT1S'),
    service(
      'call',
      'http.call',
      { method: 'POST', url: `="${url}/a/" + string(n)` },
      '<peyvand:retry attempts="50" backoff="PT0.1S" />'
    ),
    service('change', 'record.update', {
      entity: 'team',
      id: '=made.id',
      values: { active: false },
    }),
    '<bpmn:parallelGateway id="join" />',
    timer('later', 'PT1S'),
    service(
      'tell',
      'http.call',
      { method: 'POST', url: `="${url}/b/" + string(n)` },
      '<peyvand:retry attempts="50" backoff="PT0.1S" />'
    ),
    service('again', 'record.update', { entity: 'team', id: '=made.id', values: { active: true } }),
    service('second', 'record.create', team('="crashed " + string(n)')),
    end(),
    flows(
      'start>first\nfirst>fork\nfork>soon\nfork>call\nsoon>change\nchange>join\ncall>join\njoin>later\nlater>tell\ntell>again\nagain>second\nsecond>end'
    ),
  ])
}

async function prepare(url: string, instances: number): Promise<void> {
  const { Installation } = await import('#core/providers/installation')
  const { Actors } = await import('#core/security/actors')
  const { Definitions } = await import('#core/workflow/definitions/definitions')
  const { Destinations } = await import('#core/http_out/destinations')
  const origin = { address: null, channel: 'command' }
  await (await app.container.make(Installation)).bringUpToDate()
  const system = (await app.container.make(Actors)).system()
  const destinations = await app.container.make(Destinations)
  await destinations.add(system, origin, { origin: url, private: true, note: 'test' })
  const definitions = await app.container.make(Definitions)
  await definitions.create(system, { key: PROCESS, label: { en: PROCESS }, xml: drawing(url) })
  await definitions.publish(system, origin, PROCESS, { lock: 1 })
  const database = await app.container.make(Database)
  const jobs = await app.container.make(Jobs)
  const version: { version_id: number } = await database
    .read('workflow_processes')
    .where('key', PROCESS)
    .first('version_id')
  await database.transaction(async (trx) => {
    for (let n = 0; n < instances; n++) {
      const order = { start: 0, process: PROCESS, node: 'start', version: version.version_id }
      const payload = { ...order, variables: { n }, subject: null, userId: 0 }
      await jobs.enqueue(trx, 'core.workflow.start', payload, { key: `crash:${n}` })
    }
  })
}

async function transport(): Promise<() => JobTransport> {
  const url = process.env.REDIS_URL
  if (!url) return () => new InProcessTransport()
  const { BullTransport } = await import('#core/jobs/transports/bull_transport')
  const logger = new Logger({ enabled: false })
  return () => new BullTransport({ url, prefix: 'crash', logger, deliverMs: 300 })
}

async function work(): Promise<void> {
  const database = await app.container.make(Database)
  const broadcaster = { broadcast: () => undefined }
  const workers = new JobWorkers({
    database,
    jobs: await app.container.make(Jobs),
    notifications: new Notifications(database, broadcaster),
    broadcaster,
    bus: await app.container.make(EventBus),
    logger: new Logger({ enabled: false }),
    timings: TIMINGS,
    transport: await transport(),
  })
  process.stdout.write('ready\n')
  await new Promise((resolve) => process.stdin.once('data', resolve))
  workers.startWorker()
  workers.startScheduler()
}

if (process.argv[2] === 'prepare') {
  await prepare(process.argv[3] ?? '', Number(process.argv[4]))
  await app.terminate()
  process.exit(0)
}
await work()
