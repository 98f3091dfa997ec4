import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useDebounceFn } from '@vueuse/core'
import type { Preview } from '../../server/kernel/trial.js'
import { samplingApi, type Fault } from '../api/sampling.js'
import { valuesOf, type RuleDraft } from './rule_draft.js'

const PAUSE = 350

/** What the rule in the editor would look at and when, asked anew after each change and a short pause. */
export function usePreview(rule: () => number | null, draft: RuleDraft, enabled: Ref<boolean>) {
  const preview = shallowRef<Preview<Fault> | null>(null)
  const error = shallowRef<unknown>(null)
  const asking = ref(false)
  let running: AbortController | null = null

  async function ask(): Promise<void> {
    running?.abort()
    if (!enabled.value) return
    const own = new AbortController()
    running = own
    asking.value = true
    try {
      const found = await samplingApi.preview({ rule: rule(), values: valuesOf(draft) }, own.signal)
      if (running !== own) return
      preview.value = found
      error.value = null
    } catch (reason) {
      if (running === own) error.value = reason
    } finally {
      if (running === own) asking.value = false
    }
  }
  const later = useDebounceFn(ask, PAUSE)
  watch(
    () => JSON.stringify([rule(), enabled.value, { ...valuesOf(draft), name: '' }]),
    () => void later(),
    { immediate: true }
  )
  onScopeDispose(() => {
    running?.abort()
    running = null
  })

  /** What is wrong, by field. */
  const faults = computed<ReadonlyMap<string, Fault>>(
    () => new Map((preview.value?.faults ?? []).map((fault) => [fault.path, fault]))
  )
  return { preview, error, asking, faults, ask }
}
export type RulePreviewState = ReturnType<typeof usePreview>
