import type { ActionDefinition } from '#core/workflow/types'

/** The actions of the core and of the enabled plugins. Bound as a singleton. */
export class ActionRegistry {
  readonly #actions = new Map<string, ActionDefinition>()

  /** A second action of the same name is a programming error. */
  add<C>(actions: readonly ActionDefinition<C>[]): void {
    for (const action of actions) {
      if (this.#actions.has(action.name)) {
        throw new Error(`The workflow action "${action.name}" is registered twice`)
      }
      this.#actions.set(action.name, action as unknown as ActionDefinition)
    }
  }

  /** Takes actions out of use: their plugin was disabled. Instances that come to them get an incident. */
  remove(names: readonly string[]): void {
    for (const name of names) this.#actions.delete(name)
  }

  get(name: string): ActionDefinition | undefined {
    return this.#actions.get(name)
  }

  all(): ActionDefinition[] {
    return [...this.#actions.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}
