import { computed, shallowRef, watch, type ShallowRef } from 'vue'
import type { ViewSettings } from '../view_settings.js'
import {
  changeDraft,
  redoDraft,
  startDraft,
  undoDraft,
  type DraftHistory,
} from './draft_history.js'

/** A view in the making; `draft` follows it, so that the page shows it at once. */
export function useViewDraft(draft: ShallowRef<ViewSettings | null>) {
  const history = shallowRef<DraftHistory | null>(null)
  const begun = shallowRef('')
  watch(history, (now) => (draft.value = now?.present ?? null), { flush: 'sync' })
  /** Whoever drops the draft ends the editing. */
  watch(draft, (now) => {
    if (now === null) history.value = null
  })
  const settings = computed(() => history.value?.present ?? null)
  const dirty = computed(
    () => settings.value !== null && JSON.stringify(settings.value) !== begun.value
  )
  function start(from: ViewSettings): void {
    begun.value = JSON.stringify(from)
    history.value = startDraft(from)
  }
  function change(changes: Partial<ViewSettings>, join: string | null = null): void {
    if (history.value) history.value = changeDraft(history.value, changes, join)
  }
  const undo = (): void => {
    if (history.value) history.value = undoDraft(history.value)
  }
  const redo = (): void => {
    if (history.value) history.value = redoDraft(history.value)
  }
  const stop = (): void => {
    history.value = null
  }
  const mayUndo = computed(() => (history.value?.past.length ?? 0) > 0)
  const mayRedo = computed(() => (history.value?.future.length ?? 0) > 0)
  return { settings, dirty, mayUndo, mayRedo, start, change, undo, redo, stop }
}
