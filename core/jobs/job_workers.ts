import { JobRunner, type RunnerServices } from '#core/jobs/job_runner'
import { Relay } from '#core/jobs/relay'
import { Scheduler } from '#core/jobs/scheduler'
import type { JobTransport } from '#core/jobs/types'
import type { EventBus } from '#core/realtime/event_bus'

export interface WorkerServices extends RunnerServices {
  bus: EventBus
  /** Made when work starts, so that a process that does none connects to nothing. */
  transport: () => JobTransport
}

/** How long handlers get to stop when the process is asked to. */
const GRACE_MS = 10_000

/** The background work of a process: started by the web process, `node ace worker` or `node ace scheduler`. */
export class JobWorkers {
  readonly #services: WorkerServices
  #stops: (() => Promise<void> | void)[] = []

  constructor(services: WorkerServices) {
    this.#services = services
  }

  /** Starts to run jobs. */
  startWorker(): void {
    const { jobs, bus, timings, logger } = this.#services
    const runner = new JobRunner(this.#services)
    const transport = this.#services.transport()
    transport.start((id) => runner.run(id))
    for (const definition of jobs.definitions()) transport.accept(definition)
    const relay = new Relay(jobs, runner, transport, timings, logger)
    this.#stops.push(
      jobs.onRegister((definition) => transport.accept(definition)),
      bus.on('job.cancel_requested', ({ id }) => runner.cancel(id)),
      () => relay.stop(),
      () => runner.stop(GRACE_MS),
      () => transport.stop()
    )
    relay.start()
  }

  /** Starts to enqueue the jobs of schedules. */
  startScheduler(): void {
    const { database, jobs, timings, logger } = this.#services
    const scheduler = new Scheduler(database, jobs, timings.pollMs, logger)
    this.#stops.push(() => scheduler.stop())
    scheduler.start()
  }

  /** Stops in the order that loses nothing: take no more, stop the handlers, close the transport. */
  async stop(): Promise<void> {
    const stops = this.#stops
    this.#stops = []
    for (const stop of stops) await stop()
  }
}
