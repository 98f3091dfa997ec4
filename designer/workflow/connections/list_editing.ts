import { computed, reactive, ref, shallowRef } from 'vue'
import { isApiError } from '#ui/api/api_error.js'
import { useFailures } from '#ui/app/failures.js'

/** What a list of small things needs to change them: problems by field, one request at a time, and a question before deleting. */
export function useListEditing<Thing>(options: {
  remove: (thing: Thing) => Promise<unknown>
  reload: () => Promise<unknown>
}) {
  const failures = useFailures()
  const problems = reactive<Record<string, string>>({})
  const busy = ref(false)
  /** What is asked about before it is deleted. */
  const removing = shallowRef<Thing | null>(null)
  const asking = computed({
    get: () => removing.value !== null,
    set: () => (removing.value = null),
  })

  function clear(): void {
    for (const key of Object.keys(problems)) delete problems[key]
  }
  /** Sends; what the server says of single fields stands beside them. */
  async function send(request: () => Promise<void>): Promise<void> {
    busy.value = true
    clear()
    try {
      await request()
    } catch (error) {
      if (isApiError(error) && error.details.length > 0)
        for (const { path, message } of error.details) problems[path] = message
      else failures.report(error)
    } finally {
      busy.value = false
    }
  }
  async function remove(): Promise<void> {
    const thing = removing.value
    if (thing === null) return
    busy.value = true
    await options.remove(thing).catch(failures.report)
    busy.value = false
    removing.value = null
    await options.reload()
  }
  return { problems, busy, removing, asking, clear, send, remove }
}
