import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import { useIntervalFn, useOnline } from '@vueuse/core'
import { configureClient } from '../api/client.js'

/** Whether the host is within reach: what the browser says and what the last request met. */
export const useNetwork = defineStore('network', () => {
  const browserOnline = useOnline()
  const reached = ref(true)
  const online = computed(() => browserOnline.value && reached.value)

  async function probe(): Promise<void> {
    const response = await fetch('/health', { cache: 'no-store' }).catch(() => null)
    reached.value = response !== null
    if (response) pause()
  }
  const { pause, resume } = useIntervalFn(() => void probe(), 5_000, { immediate: false })

  function watchClient(): void {
    configureClient({
      reach: (ok) => {
        reached.value = ok
        if (ok) pause()
        else resume()
      },
    })
  }
  return { online, probe, watchClient }
})
