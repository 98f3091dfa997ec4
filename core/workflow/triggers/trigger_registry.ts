import type { TriggerDefinition } from '#core/workflow/types'

/** What begins instances, of the core and of the enabled plugins. Bound as a singleton. */
export class TriggerRegistry {
  readonly #triggers = new Map<string, TriggerDefinition>()

  /** A second trigger of the same name is a programming error. */
  add(triggers: readonly TriggerDefinition[]): void {
    for (const trigger of triggers) {
      if (this.#triggers.has(trigger.name)) {
        throw new Error(`The workflow trigger "${trigger.name}" is registered twice`)
      }
      this.#triggers.set(trigger.name, trigger)
    }
  }

  /** Their plugin was disabled: they fire no more. */
  remove(names: readonly string[]): void {
    for (const name of names) this.#triggers.delete(name)
  }

  has(name: string): boolean {
    return this.#triggers.has(name)
  }

  get(name: string): TriggerDefinition | undefined {
    return this.#triggers.get(name)
  }

  all(): TriggerDefinition[] {
    return [...this.#triggers.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}
