import type { RecordHooks } from '#core/records/hooks'

/** The hooks of the core and of plugins, in the order of their registration. Bound as a singleton. */
export class RecordHookRegistry {
  readonly #hooks: RecordHooks[] = []
  #byEntity = new Map<string, readonly RecordHooks[]>()

  add(hooks: readonly RecordHooks[]): void {
    for (const hook of hooks) if (!this.#hooks.includes(hook)) this.#hooks.push(hook)
    this.#byEntity = new Map()
  }

  /** Takes hooks out again: their plugin was disabled. */
  remove(hooks: readonly RecordHooks[]): void {
    for (const hook of hooks) {
      const index = this.#hooks.indexOf(hook)
      if (index >= 0) this.#hooks.splice(index, 1)
    }
    this.#byEntity = new Map()
  }

  /** Hooks of an entity, with those of every entity. */
  of(entity: string): readonly RecordHooks[] {
    let hooks = this.#byEntity.get(entity)
    if (!hooks) {
      hooks = this.#hooks.filter((hook) => hook.entity === entity || hook.entity === '*')
      this.#byEntity.set(entity, hooks)
    }
    return hooks
  }
}
