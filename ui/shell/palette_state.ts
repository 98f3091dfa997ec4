import { ref, shallowRef, watch } from 'vue'
import type { Json } from '#core/metadata/types'
import type { Reference } from '#core/records/types'

export interface QuickCreateRequest {
  entity: string
  /** Values to start from. */
  values?: Record<string, Json>
  /** Names of the records that those values point at. */
  references?: Record<string, Reference | null>
  /** Called with the new record instead of offering to open it. */
  created?: (id: number, label: string) => void
}

const open = ref(false)
/** Stays true after the first opening: the palette's code is loaded then, not before. */
const used = ref(false)
/** The entity for which the quick-create dialog is open. */
const creating = shallowRef<QuickCreateRequest | null>(null)
watch(open, (value) => {
  if (value) used.value = true
})

/** Opens the command palette and the quick-create dialog from anywhere. */
export function usePalette() {
  return { open, used, creating }
}
