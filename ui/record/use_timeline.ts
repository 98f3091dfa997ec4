import { ref, shallowRef, watch, type Ref } from 'vue'
import { recordsApi } from '../api/records.js'
import type { TimelineItem } from '../api/types.js'

/** The timeline of a record page by page, newest first; `kinds` narrows it. It follows `revision`. */
export function useTimeline(
  entity: Ref<string>,
  id: Ref<number>,
  kinds: Ref<string[]>,
  revision: Ref<number>
) {
  const items = shallowRef<TimelineItem[]>([])
  const next = ref<string | null>(null)
  const loading = ref(false)
  const loaded = ref(false)
  const error = shallowRef<unknown>(null)
  let turn = 0

  async function load(more: boolean): Promise<void> {
    const own = ++turn
    loading.value = true
    try {
      const page = await recordsApi.timeline(entity.value, id.value, {
        limit: 30,
        ...(more && next.value ? { before: next.value } : {}),
        ...(kinds.value.length > 0 ? { kinds: kinds.value } : {}),
      })
      if (own !== turn) return
      items.value = more ? [...items.value, ...page.items] : page.items
      next.value = page.next
      loaded.value = true
      error.value = null
    } catch (reason) {
      if (own === turn) error.value = reason
    } finally {
      if (own === turn) loading.value = false
    }
  }
  watch(
    [entity, id],
    () => {
      loaded.value = false
      items.value = []
    },
    { flush: 'sync' }
  )
  watch([entity, id, kinds, revision], () => void load(false), { immediate: true })
  return { items, next, loading, loaded, error, reload: () => load(false), more: () => load(true) }
}
