import { watch, type Ref } from 'vue'
import { useLoad, type LoadState } from '#ui/composables/use_load.js'

/** Loads a report, and again whenever what it depends on is another; what is shown stays until the new answer is there. */
export function useReport<T>(
  load: (signal: AbortSignal) => Promise<T>,
  ...depends: Ref<unknown>[]
): LoadState<T> {
  const state = useLoad(load)
  watch(
    () => JSON.stringify(depends.map(({ value }) => value)),
    () => void state.reload()
  )
  return state
}
