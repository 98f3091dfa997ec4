/*
 * A process that is made to be killed while it draws: it boots, says `ready`, and from the moment it reads a line it enqueues what is
 * due and works it off. With `prepare` it makes the installation, calls and two rules instead. Used by crash.spec.ts alone.
 */
import { Logger } from '@adonisjs/core/logger'
import type { Json } from '#core/metadata/types'
import { bootApplication } from '#tests/bench/support/application'

const ORIGIN = { address: null, channel: 'command' }
const DAY = 86_400_000
/** Short, so that what a killed process held is taken over soon. */
const TIMINGS = { pollMs: 30, leaseMs: 1_200, handMs: 300, progressMs: 200 }
const AGENTS = 5

const app = await bootApplication()
const { Database } = await import('#core/database/database')
const { Jobs } = await import('#core/jobs/jobs')
const { DueRules } = await import('#plugins/qa_sampling/server/runs/due_rules')

/** Calls of so many days, all with a recording, and two daily rules that were last due before the first of them. */
async function prepare(days: number, today: Date): Promise<void> {
  const { Installation } = await import('#core/providers/installation')
  const { Actors } = await import('#core/security/actors')
  const { Users } = await import('#core/security/users')
  const { Records } = await import('#core/records/records')
  const { makeCalls } = await import('#plugins/qa_sampling/tests/support/made_calls')
  await (await app.container.make(Installation)).bringUpToDate()
  const actors = await app.container.make(Actors)
  const users = await app.container.make(Users)
  const records = await app.container.make(Records)
  const system = actors.system()
  const person = async (login: string, role: string) => {
    const values = { login, name: login, time_zone: 'UTC', calendar: 'gregory' }
    return (await users.create(system, ORIGIN, { values, roles: [role] })).id
  }
  const owner = await person('owner', 'administrator')
  const evaluator = await person('evaluator', 'evaluator')
  const calls = Array.from({ length: days * AGENTS * 8 }, (_, n) => {
    const [day, at] = [1 + Math.floor(n / (AGENTS * 8)), n % (AGENTS * 8)]
    return {
      started_at: new Date(today.getTime() - day * DAY + at * 60_000).toISOString(),
      talk_seconds: 90,
      agent: String(100 + (at % AGENTS)),
      local_hour: at % 24,
    }
  })
  await makeCalls(app, { name: 'crash', timeZone: 'UTC' }, calls)
  const admin = await actors.load(owner)
  for (const name of ['one', 'two']) {
    const values: Record<string, Json> = {
      name,
      active: true,
      at: '00:00',
      working_days: false,
      catch_up: 'each',
      quota_count: 2,
      assigning: 'round_robin',
      evaluators: [evaluator],
    }
    const { id } = await records.create(admin, ORIGIN, 'sampling_rule', values)
    const last = new Date(today.getTime() - days * DAY).toISOString()
    await records.update(system, ORIGIN, 'sampling_rule', id, { last_slot: last })
  }
}

async function work(today: Date): Promise<void> {
  const { JobWorkers } = await import('#core/jobs/job_workers')
  const { InProcessTransport } = await import('#core/jobs/transports/in_process_transport')
  const { EventBus } = await import('#core/realtime/event_bus')
  const { Notifications } = await import('#core/realtime/notifications')
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
    transport: () => new InProcessTransport(),
  })
  const due = await app.container.make(DueRules)
  process.stdout.write('ready\n')
  await new Promise((resolve) => process.stdin.once('data', resolve))
  workers.startWorker()
  await due.enqueue(today)
}

const [command, days = '0', today = ''] = process.argv.slice(2)
if (command === 'prepare') {
  await prepare(Number(days), new Date(today))
  await app.terminate()
  process.exit(0)
}
await work(new Date(today))
