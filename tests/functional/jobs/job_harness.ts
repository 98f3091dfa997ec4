import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { JobWorkers } from '#core/jobs/job_workers'
import type { Clock, JobTimings, JobTransport } from '#core/jobs/types'
import { EventBus } from '#core/realtime/event_bus'
import { Notifications } from '#core/realtime/notifications'
import type { Broadcast } from '#core/realtime/types'

declare module '#core/jobs/types' {
  interface JobPayloads {
    'test.work': { n: number }
    'test.other': { n: number }
  }
}

export const QUICK: JobTimings = { pollMs: 50, leaseMs: 600, handMs: 400, progressMs: 20 }

/** What one process of the group holds: its own registry, bus and workers over the run's database. */
export class JobProcess {
  readonly jobs: Jobs
  readonly workers: JobWorkers
  readonly broadcasts: Broadcast[] = []

  constructor(
    readonly database: Database,
    logger: Logger,
    transport: () => JobTransport,
    options: { timings?: Partial<JobTimings>; clock?: Clock } = {}
  ) {
    const bus = new EventBus(logger)
    const broadcaster = { broadcast: (message: Broadcast) => void this.broadcasts.push(message) }
    this.jobs = new Jobs(database, bus, options.clock)
    this.workers = new JobWorkers({
      database,
      jobs: this.jobs,
      notifications: new Notifications(database, broadcaster, options.clock),
      broadcaster,
      bus,
      logger,
      timings: { ...QUICK, ...options.timings },
      transport,
    })
  }

  enqueue(n: number, options: Parameters<Jobs['enqueue']>[3] = {}): Promise<number> {
    return this.database.transaction((trx) => this.jobs.enqueue(trx, 'test.work', { n }, options))
  }
}

export async function newProcess(
  transport: () => JobTransport,
  options: { timings?: Partial<JobTimings>; clock?: Clock } = {}
): Promise<JobProcess> {
  const database = await app.container.make(Database)
  return new JobProcess(database, new Logger({ enabled: false }), transport, options)
}

export async function emptyJobs(): Promise<void> {
  const database = await app.container.make(Database)
  await database.write('jobs').delete()
  await database.write('job_schedules').delete()
  await database.write('notifications').delete()
}

/** Waits until the condition holds; a failure says what was awaited. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  ms = 20_000
): Promise<void> {
  const end = Date.now() + ms
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await delay(15)
  }
}

/** Ends when the signal aborts, by throwing, as a well-behaved handler does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
