import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface LoadState<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  reload(): Promise<void>
}

/**
 * Loads now and on `reload()`. Data that is there stays while it reloads and when reloading fails; only the newest request
 * counts. The loader is given a signal that aborts when a newer one starts or the page is left.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  immediate = true
): LoadState<T> {
  const data = shallowRef<T | null>(null) as ShallowRef<T | null>
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let running: AbortController | null = null

  async function reload(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    loading.value = true
    try {
      const loaded = await load(own.signal)
      if (running !== own) return
      data.value = loaded
      error.value = null
    } catch (reason) {
      if (running === own) error.value = reason
    } finally {
      if (running === own) loading.value = false
    }
  }
  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  if (immediate) void reload()
  return { data, error, loading, reload }
}
