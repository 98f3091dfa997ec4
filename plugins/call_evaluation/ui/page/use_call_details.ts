import { shallowRef, watch, type ShallowRef } from 'vue'
import { callsApi, type CallDetails } from '#plugins/telephony/ui/contract'
import { isApiError } from '#ui/api/api_error.js'
import { useFailures } from '#ui/app/failures.js'

/** The call that is evaluated, with its recordings; null until it is there, and where it is out of the reader's reach. */
export function useCallDetails(call: () => number | null): ShallowRef<CallDetails | null> {
  const failures = useFailures()
  const details = shallowRef<CallDetails | null>(null)
  watch(call, async (id) => {
    details.value = null
    if (id === null) return
    try {
      const found = await callsApi.details(id)
      if (call() === id) details.value = found
    } catch (error) {
      if (!isApiError(error) || error.status !== 404) failures.report(error)
    }
  })
  return details
}
