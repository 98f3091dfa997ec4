import { nextTick, ref, type Ref } from 'vue'

/**
 * A control with a popup is drawn as a plain button that looks the same until it is used for the first time: of a form's hundreds
 * only a few ever are. Waking it puts the real one in its place, focused and opened. `real` finds it once it stands there.
 */
export function useAwake(real: () => HTMLElement | null | undefined): {
  awake: Ref<boolean>
  wake: () => Promise<void>
} {
  const awake = ref(false)
  async function wake(): Promise<void> {
    awake.value = true
    await nextTick()
    const control = real()
    control?.focus()
    control?.click()
  }
  return { awake, wake }
}
