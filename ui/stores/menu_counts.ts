import { ref } from 'vue'
import { defineStore } from 'pinia'
import { isApiError } from '../api/api_error.js'
import { contributedMenu } from '../plugin_host/contributions.js'
import { useMetadata } from './metadata_store.js'
import { useSession } from './session_store.js'

/** Within this time a figure beside a menu item is fresh enough. */
const FRESH_MS = 20_000

/** Figures beside items of the menu: what waits behind them for this person. */
export const useMenuCounts = defineStore('menu_counts', () => {
  const metadata = useMetadata()
  const session = useSession()
  const counts = ref<Record<string, number>>({})
  let askedAt = 0

  async function refresh(): Promise<void> {
    askedAt = Date.now()
    for (const { id, count, entity, permission } of contributedMenu) {
      if (!count || (entity && !metadata.entity(entity)?.access.read)) continue
      if (permission && ![permission].flat().some((one) => session.can(one))) continue
      try {
        counts.value = { ...counts.value, [id]: await count() }
      } catch (error) {
        /** A figure that cannot be had now is left out; what keeps it away is told where it matters. */
        if (!isApiError(error)) throw error
        counts.value = Object.fromEntries(
          Object.entries(counts.value).filter(([key]) => key !== id)
        )
      }
    }
  }
  /** Asks again unless it was asked a moment ago. */
  async function freshen(): Promise<void> {
    if (session.user && Date.now() - askedAt > FRESH_MS) await refresh()
  }
  return { counts, refresh, freshen }
})
