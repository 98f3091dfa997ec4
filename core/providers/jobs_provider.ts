import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Jobs } from '#core/jobs/jobs'
import { JobWorkers } from '#core/jobs/job_workers'
import { InProcessTransport } from '#core/jobs/transports/in_process_transport'
import { DEFAULT_TIMINGS, type JobTransport } from '#core/jobs/types'
import { EventBus } from '#core/realtime/event_bus'
import { Notifications } from '#core/realtime/notifications'
import { TransmitBroadcaster } from '#core/realtime/transmit_broadcaster'
import env from '#core/start/env'

/** Jobs, events, messages to browsers, files, import and export. */
export default class JobsProvider {
  #workers: JobWorkers | null = null
  #bus: EventBus | null = null

  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(EventBus, async (resolver) => {
      this.#bus = new EventBus(await resolver.make('logger'))
      return this.#bus
    })
    container.singleton(
      TransmitBroadcaster,
      () => new TransmitBroadcaster(() => container.make('transmit'))
    )
    container.singleton(
      Notifications,
      async (resolver) =>
        new Notifications(await resolver.make(Database), await resolver.make(TransmitBroadcaster))
    )
    container.singleton(
      Jobs,
      async (resolver) => new Jobs(await resolver.make(Database), await resolver.make(EventBus))
    )
    container.singleton(JobWorkers, async (resolver) => {
      const logger = await resolver.make('logger')
      const transport = await this.#transport()
      this.#workers = new JobWorkers({
        database: await resolver.make(Database),
        jobs: await resolver.make(Jobs),
        notifications: await resolver.make(Notifications),
        broadcaster: await resolver.make(TransmitBroadcaster),
        bus: await resolver.make(EventBus),
        logger,
        timings: DEFAULT_TIMINGS,
        transport,
      })
      return this.#workers
    })
  }

  /** Other processes' events are heard from the start; Redis is not waited for. */
  async boot() {
    const url = env.get('REDIS_URL')
    if (!url) return
    const { RedisEventRelay } = await import('#core/realtime/redis_event_relay')
    const bus = await this.app.container.make(EventBus)
    await bus.connect(new RedisEventRelay(url, await this.app.container.make('logger')))
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web' || env.get('PEYVAND_WORKER') === 'off') return
    const workers = await this.app.container.make(JobWorkers)
    workers.startWorker()
    workers.startScheduler()
  }

  async shutdown() {
    await this.#workers?.stop()
    await this.#bus?.close()
  }

  async #transport(): Promise<() => JobTransport> {
    const url = env.get('REDIS_URL')
    if (!url) return () => new InProcessTransport()
    const { BullTransport } = await import('#core/jobs/transports/bull_transport')
    const logger = await this.app.container.make('logger')
    return () => new BullTransport({ url, prefix: 'peyvand', logger })
  }
}
