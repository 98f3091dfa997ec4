import { ref, watch } from 'vue'
import { isApiError } from '../../api/api_error.js'
import { recordsApi } from '../../api/records.js'
import { useMetadata } from '../../stores/metadata_store.js'

/** Names of users by their ids, as far as the reader may see them; else their numbers. */
export function useWho(ids: () => readonly number[]): (id: number) => string {
  const metadata = useMetadata()
  const names = ref(new Map<number, string>())
  watch(
    ids,
    async (wanted) => {
      const title = metadata.entity('user')?.titleField
      const unknown = [...new Set(wanted)].filter((id) => id > 0 && !names.value.has(id))
      if (!title || unknown.length === 0) return
      try {
        const { rows } = await recordsApi.query('user', {
          select: [title],
          filter: { path: 'id', op: 'in', value: unknown.slice(0, 200) },
          limit: 200,
        })
        names.value = new Map([
          ...names.value,
          ...rows.map((row) => [row.id, String(row[title] ?? `#${row.id}`)] as const),
        ])
      } catch (error) {
        /** Who may not see people still sees that it was somebody. */
        if (!isApiError(error)) throw error
      }
    },
    { immediate: true }
  )
  return (id) => names.value.get(id) ?? `#${id}`
}
