import type { JobDefinition, JobTransport } from '#core/jobs/types'

/** Runs jobs in this process, each job up to its concurrency. */
export class InProcessTransport implements JobTransport {
  readonly #limits = new Map<string, number>()
  readonly #active = new Map<string, number>()
  #run: (id: number) => Promise<void> = async () => {}
  #freed: () => void = () => {}
  #stopped = false

  start(run: (id: number) => Promise<void>): void {
    this.#run = run
  }

  accept(definition: JobDefinition): void {
    this.#limits.set(definition.name, definition.concurrency ?? 1)
  }

  capacity(name: string): number {
    if (this.#stopped) return 0
    return (this.#limits.get(name) ?? 0) - (this.#active.get(name) ?? 0)
  }

  async deliver(name: string, id: number): Promise<void> {
    this.#active.set(name, (this.#active.get(name) ?? 0) + 1)
    void this.#run(id).finally(() => {
      this.#active.set(name, (this.#active.get(name) ?? 1) - 1)
      this.#freed()
    })
  }

  onCapacity(listener: () => void): void {
    this.#freed = listener
  }

  async stop(): Promise<void> {
    this.#stopped = true
  }
}
