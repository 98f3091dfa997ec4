/*
 * The only file that knows Bull.
 */
import Bull from 'bull'
import { Redis } from 'ioredis'
import type { Logger } from '@adonisjs/core/logger'
import { E_QUEUE_UNAVAILABLE } from '#core/jobs/errors'
import type { JobDefinition, JobTransport } from '#core/jobs/types'

export interface BullOptions {
  url: string
  /** Keys in Redis begin with it: installations that share a Redis differ here. */
  prefix: string
  logger: Logger
  /** How long a hand-over may take before the relay keeps the row for later. */
  deliverMs?: number
}

/**
 * Bull connects its blocking connection anew when it pauses, and may drop that promise too. The client tells a failure through
 * its `error` event and tries again by itself, so nothing is lost when `connect` does not fail.
 */
class PatientRedis extends Redis {
  override async connect(): Promise<void> {
    try {
      await super.connect()
    } catch (error) {
      if (this.status !== 'end') return
      this.emit('error', error)
    }
  }
}

/** Ids in flight a process hands to one queue per look; Bull keeps the rest of the order. */
const BATCH = 200

/**
 * Carries ids over Redis with Bull: a queue per job, so that each has a concurrency of its own. Retries, delays and schedules
 * are the rows' business; Bull gets one attempt and forgets a message when it was worked. Losing everything in Redis loses
 * nothing: the relay hands over again what was not begun.
 */
export class BullTransport implements JobTransport {
  readonly #options: BullOptions
  readonly #queues = new Map<string, Bull.Queue<{ id: number }>>()
  readonly #clients: Redis[] = []
  readonly #shared = new Map<string, Redis>()
  #run: (id: number) => Promise<void> = async () => {}

  constructor(options: BullOptions) {
    this.#options = options
  }

  start(run: (id: number) => Promise<void>): void {
    this.#run = run
  }

  accept(definition: JobDefinition): void {
    const queue = new Bull<{ id: number }>(definition.name, {
      prefix: this.#options.prefix,
      createClient: (kind) => this.#client(kind),
      /** A message that stalls is worked again at once; the row decides whether it may begin. */
      settings: { drainDelay: 5, retryProcessDelay: 500, maxStalledCount: 10 },
    })
    /**
     * `process` names the connection and drops that promise: with Redis away its failure would be unhandled and end the process.
     * The name serves a list of workers that nobody here asks for.
     */
    Object.assign(queue, { setWorkerName: async () => undefined })
    queue.on('error', (error) => this.#warn(error, definition.name))
    this.#queues.set(definition.name, queue)
    queue
      .process(definition.concurrency ?? 1, (message) => this.#run(message.data.id))
      .catch((error: unknown) => this.#warn(error, definition.name))
  }

  capacity(name: string): number {
    return this.#queues.has(name) ? BATCH : 0
  }

  async deliver(name: string, id: number, attempt: number): Promise<void> {
    const queue = this.#queues.get(name)
    if (!queue) throw new E_QUEUE_UNAVAILABLE()
    const added = queue.add(
      { id },
      {
        /** The same attempt handed twice is one message while the first is known to Redis. */
        jobId: `${id}-${attempt}`,
        attempts: 1,
        removeOnComplete: true,
        removeOnFail: true,
      }
    )
    added.catch(() => undefined)
    await this.#within(added)
  }

  /** Bull has room always: nothing to tell. */
  onCapacity(): void {}

  async stop(): Promise<void> {
    const closing = [...this.#queues.values()].map((queue) => queue.close(true))
    try {
      await this.#within(Promise.allSettled(closing))
    } catch (error) {
      this.#warn(error, 'all')
    }
    for (const client of this.#clients) client.disconnect()
  }

  async #within(work: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new E_QUEUE_UNAVAILABLE()), this.#options.deliverMs ?? 5_000)
    })
    try {
      await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Two connections serve all queues; each queue needs one more that blocks while it waits. */
  #client(kind: 'client' | 'subscriber' | 'bclient'): Redis {
    const known = this.#shared.get(kind)
    if (known) return known
    const client = new PatientRedis(this.#options.url, {
      enableReadyCheck: false,
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 100, 2_000),
    })
    client.setMaxListeners(0)
    client.on('error', (error) => this.#warn(error, kind))
    this.#clients.push(client)
    if (kind !== 'bclient') this.#shared.set(kind, client)
    return client
  }

  #warn(error: unknown, queue: string): void {
    this.#options.logger.warn({ err: error, queue }, 'Redis is away (jobs)')
  }
}
