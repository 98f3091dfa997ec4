import { shallowRef, watch, type ShallowRef } from 'vue'
import { recordsApi } from '#ui/api/records.js'
import { ApiError } from '#ui/api/api_error.js'
import { useFailures } from '#ui/app/failures.js'
import type { PickedRecord } from '#ui/inputs/RecordPicker.vue'

/** A person in the address, with the name. */
export function usePickedPerson(id: () => number | undefined): ShallowRef<PickedRecord | null> {
  const picked = shallowRef<PickedRecord | null>(null)
  const failures = useFailures()
  watch(
    id,
    async (now) => {
      picked.value = now === undefined ? null : { id: now, label: `#${now}` }
      if (now === undefined) return
      try {
        const { record } = await recordsApi.get('user', now, ['name'])
        if (id() === now) picked.value = { id: now, label: String(record.name) }
      } catch (error) {
        /** Somebody whom the reader may not see keeps the number for a name. */
        if (!(error instanceof ApiError && error.status === 404)) failures.report(error)
      }
    },
    { immediate: true }
  )
  return picked
}
