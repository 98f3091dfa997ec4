import { computed, inject, type ComputedRef } from 'vue'
import { liveFormKey } from '../live_form.js'

/** Whether an element is visible at the moment. */
export function useVisible(name: () => string): ComputedRef<boolean> {
  const live = inject(liveFormKey)
  return computed(() => live?.value.elements[name()]?.visible !== false)
}
