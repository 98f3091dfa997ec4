import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { callsApi, type CallDetails } from '#plugins/telephony/ui/contract'
import { isApiError } from '#ui/api/api_error.js'
import { useFailures } from '#ui/app/failures.js'

/**
 * The call that is evaluated, with its recordings; null until it is there, and where it is out of the reader's reach: then `closed`.
 *
 * @param call its id; null where it cannot be read, undefined while that is not known
 */
export function useCallDetails(call: () => number | null | undefined): {
  details: ShallowRef<CallDetails | null>
  closed: Ref<boolean>
} {
  const failures = useFailures()
  const details = shallowRef<CallDetails | null>(null)
  const closed = ref(false)
  watch(call, async (id) => {
    details.value = null
    closed.value = id === null
    if (id === null || id === undefined) return
    try {
      const found = await callsApi.details(id)
      if (call() === id) details.value = found
    } catch (error) {
      if (!isApiError(error) || error.status !== 404) failures.report(error)
      else if (call() === id) closed.value = true
    }
  })
  return { details, closed }
}
