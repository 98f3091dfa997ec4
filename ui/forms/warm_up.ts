import { onScopeDispose, watch } from 'vue'
import { gettingReady } from '#core/forms/getting_ready'
import type { FormDefinition } from '#core/metadata/types'
import { inPauses } from '../common/in_pauses.js'

/** Forms that need no more preparation while their definition lives. */
const ready = new WeakSet<FormDefinition>()

/** Gets a form ready in the browser's pauses, so that opening it later is quick. */
export function useWarmForm(form: () => FormDefinition | null): void {
  let stop = () => {}
  watch(
    form,
    (next) => {
      stop()
      if (!next || ready.has(next)) return
      ready.add(next)
      stop = inPauses(gettingReady(next))
    },
    { immediate: true }
  )
  onScopeDispose(() => stop())
}

/** Fetches the pages of records before the first click on one: the wait for them would be part of it. */
export function useRecordPages(): void {
  function* pages() {
    yield
    Promise.all([import('../pages/RecordPage.vue'), import('../pages/RecordNewPage.vue')]).catch(
      /** Nobody asked for them yet. A click asks again, and the router tells what is wrong. */
      () => undefined
    )
  }
  onScopeDispose(inPauses(pages()))
}
