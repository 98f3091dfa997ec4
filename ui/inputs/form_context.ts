import type { InjectionKey, Ref } from 'vue'
import type { Reference } from '#core/records/types'

/** Name of the entity whose form surrounds an input. */
export const formEntityKey: InjectionKey<Ref<string>> = Symbol('form entity')
/** Names of the records that the form's look-ups point at, by field. */
export const formReferencesKey: InjectionKey<Ref<Record<string, Reference | null>>> =
  Symbol('form references')
/** Called when an input's value is final: inline editing saves then. */
export const formCommitKey: InjectionKey<(field: string) => void> = Symbol('form commit')
/** Whether saving was refused for the form's faults: from then on each is told, also by inputs that are drawn only later. */
export const formRefusedKey: InjectionKey<Ref<boolean>> = Symbol('form refused')
/** Whether the inputs of the form are drawn without frames. */
export const formQuietKey: InjectionKey<boolean> = Symbol('form quiet')
