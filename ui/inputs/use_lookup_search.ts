import { ref, shallowRef, watch, type Ref } from 'vue'
import { refDebounced } from '@vueuse/core'
import { searchApi } from '../api/search.js'
import type { LookupResult } from '../api/types.js'

/** Searches the records of an entity while typing; only the newest answer counts. Searches once on opening as well. */
export function useLookupSearch(entity: () => string, open: Ref<boolean>) {
  const term = ref('')
  const settled = refDebounced(term, 180)
  const results = shallowRef<LookupResult[]>([])
  const searching = ref(false)
  const failed = shallowRef<unknown>(null)
  let running: AbortController | null = null

  async function search(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    searching.value = true
    try {
      const found = await searchApi.lookup(entity(), settled.value.trim(), own.signal)
      if (running === own) results.value = found
      failed.value = null
    } catch (error) {
      if (running === own) failed.value = error
    } finally {
      if (running === own) searching.value = false
    }
  }
  watch([settled, open, entity], () => {
    if (open.value) void search()
  })
  return { term, results, searching, failed }
}
