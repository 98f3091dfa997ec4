import { ref, watch } from 'vue'

const open = ref(false)
/** Stays true after the first opening: the palette's code is loaded then, not before. */
const used = ref(false)
/** The entity for which the quick-create dialog is open. */
const creating = ref<{ entity: string; values?: Record<string, unknown>; created?: (id: number, label: string) => void } | null>(null)
watch(open, (value) => {
  if (value) used.value = true
})

/** Opens the command palette and the quick-create dialog from anywhere. */
export function usePalette() {
  return { open, used, creating }
}
