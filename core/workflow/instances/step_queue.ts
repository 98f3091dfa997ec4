import { E_WORKFLOW_STALE } from '#core/workflow/errors'
import type { EngineServices } from '#core/workflow/instances/engine_services'
import { StepBatch } from '#core/workflow/instances/step_batch'

interface Waiting {
  work: (batch: StepBatch) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** How much work shares a transaction. */
const TOGETHER = 64
const STALE_TRIES = 5

/**
 * Work on instances that comes while a transaction is under way waits and is done together in the next one: one commit for many.
 * Where one of them fails, each is done again by itself, so that nobody pays for another's fault.
 */
export class StepQueue {
  readonly #services: EngineServices
  readonly #waiting: Waiting[] = []
  #running = false

  constructor(services: EngineServices) {
    this.#services = services
  }

  run<T>(work: (batch: StepBatch) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Waiting['resolve'], reject })
      if (!this.#running) void this.#drain()
    })
  }

  async #drain(): Promise<void> {
    this.#running = true
    /** What is asked for in the same turn is done together. */
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, TOGETHER)
      if (some.length === 1 || !(await this.#together(some))) {
        for (const one of some) await this.#alone(one)
      }
    }
    this.#running = false
  }

  async #together(some: readonly Waiting[]): Promise<boolean> {
    try {
      const results = await this.#services.database.transaction(async (trx) => {
        const batch = new StepBatch(trx, this.#services)
        const answers: unknown[] = []
        for (const { work } of some) answers.push(await work(batch))
        await batch.flush()
        return answers
      })
      some.forEach(({ resolve }, at) => resolve(results[at]))
      return true
    } catch (error) {
      this.#services.logger.debug({ err: error }, 'work on workflows is done one by one')
      return false
    }
  }

  async #alone({ work, resolve, reject }: Waiting): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#services.database.transaction(async (trx) => {
          const batch = new StepBatch(trx, this.#services)
          const result = await work(batch)
          await batch.flush()
          return result
        })
        return resolve(answer)
      } catch (error) {
        if (!(error instanceof E_WORKFLOW_STALE) || tries >= STALE_TRIES) return reject(error)
      }
    }
  }
}
