import { Redis } from 'ioredis'
import type { Logger } from '@adonisjs/core/logger'
import type { EventRelay } from '#core/realtime/event_bus'

const CHANNEL = 'peyvand:events'

/** Events between processes over Redis pub/sub. While Redis is away events are dropped, never queued. */
export class RedisEventRelay implements EventRelay {
  readonly #publisher: Redis
  readonly #subscriber: Redis

  constructor(url: string, logger: Logger) {
    const options = { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1 }
    this.#publisher = new Redis(url, options)
    this.#subscriber = new Redis(url, {
      ...options,
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    })
    for (const client of [this.#publisher, this.#subscriber]) {
      client.on('error', (error) => logger.warn({ err: error }, 'Redis is away (events)'))
    }
  }

  async publish(message: string): Promise<void> {
    if (this.#publisher.status === 'wait') await this.#publisher.connect()
    await this.#publisher.publish(CHANNEL, message)
  }

  /** Does not wait for Redis: the subscription is made, and made again, whenever the connection is there. */
  async subscribe(listener: (message: string) => void): Promise<void> {
    this.#subscriber.on('message', (_channel, message) => listener(message))
    this.#subscriber.subscribe(CHANNEL).catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#publisher.disconnect()
    this.#subscriber.disconnect()
  }
}
