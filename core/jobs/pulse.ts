import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@adonisjs/core/logger'

/**
 * Calls `work` again and again, one at a time: `everyMs` after the last one ended, or at once when woken. A wake during the
 * work makes one more round. What the work throws is logged; the next round comes nevertheless.
 */
export class Pulse {
  readonly #everyMs: number
  readonly #work: () => Promise<void>
  readonly #logger: Logger
  #woken = false
  #stopped = false
  #sleep: AbortController | null = null
  #loop: Promise<void> | null = null

  constructor(everyMs: number, work: () => Promise<void>, logger: Logger) {
    this.#everyMs = everyMs
    this.#work = work
    this.#logger = logger
  }

  get stopping(): boolean {
    return this.#stopped
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  wake(): void {
    this.#woken = true
    this.#sleep?.abort()
  }

  /** Ends after the round that runs now. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.#loop
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false
      try {
        await this.#work()
      } catch (error) {
        this.#logger.error({ err: error }, 'background round failed')
      }
      if (!this.#woken && !this.#stopped) await this.#rest()
    }
  }

  async #rest(): Promise<void> {
    this.#sleep = new AbortController()
    await delay(this.#everyMs, undefined, { signal: this.#sleep.signal }).catch(() => undefined)
    this.#sleep = null
  }
}
