import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import type { Logger } from '@adonisjs/core/logger'
import { afterCommit } from '#core/realtime/after_commit'
import type { DomainEventName, DomainEvents } from '#core/realtime/types'

type Listener = (payload: never) => void | Promise<void>

/** Carries events to the other processes of the group. */
export interface EventRelay {
  publish(message: string): Promise<void>
  subscribe(listener: (message: string) => void): Promise<void>
  close(): Promise<void>
}

interface Envelope {
  from: string
  name: DomainEventName
  payload: unknown
}

/**
 * Events inside the process group. Delivery is best effort and every process's listeners hear every event, so a listener
 * refreshes what it caches or shows; work that must happen exactly when a change happened is a job in its transaction.
 */
export class EventBus {
  readonly #process = randomUUID()
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #logger: Logger
  #relay: EventRelay | null = null

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Joins the other processes. */
  async connect(relay: EventRelay): Promise<void> {
    this.#relay = relay
    await relay.subscribe((message) => this.#receive(message))
  }

  /** Tells the listeners here and in the other processes. A listener that fails is logged and disturbs nobody. */
  async emit<N extends DomainEventName>(name: N, payload: DomainEvents[N]): Promise<void> {
    const envelope: Envelope = { from: this.#process, name, payload }
    await Promise.all([this.#publish(envelope), this.#tell(name, payload)])
  }

  /** Emits once the transaction has committed, never when it rolls back. */
  emitAfterCommit<N extends DomainEventName>(
    trx: Knex.Transaction,
    name: N,
    payload: DomainEvents[N]
  ): void {
    afterCommit(trx, () => void this.emit(name, payload))
  }

  /** Listens; answers how to stop. */
  on<N extends DomainEventName>(
    name: N,
    listener: (payload: DomainEvents[N]) => void | Promise<void>
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as Listener)
    return () => void listeners.delete(listener as Listener)
  }

  async close(): Promise<void> {
    await this.#relay?.close()
    this.#relay = null
  }

  async #publish(envelope: Envelope): Promise<void> {
    if (!this.#relay) return
    try {
      await this.#relay.publish(JSON.stringify(envelope))
    } catch (error) {
      this.#logger.warn({ err: error, event: envelope.name }, 'event did not reach other processes')
    }
  }

  #receive(message: string): void {
    const envelope = JSON.parse(message) as Envelope
    if (envelope.from !== this.#process) void this.#tell(envelope.name, envelope.payload)
  }

  async #tell(name: string, payload: unknown): Promise<void> {
    const listeners = this.#listeners.get(name)
    if (!listeners) return
    for (const listener of listeners) {
      try {
        await listener(payload as never)
      } catch (error) {
        this.#logger.error({ err: error, event: name }, 'listener failed')
      }
    }
  }
}
